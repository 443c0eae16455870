"""Run the rules over an inventory: everything that is concluded from it on one day.

The time is linear in the number of deployments, of updates, and of requirements: no loop runs over the pairs of a fleet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from reportgen import scopes
from reportgen.assessment import finding as findings_of
from reportgen.assessment.addressed import addressed
from reportgen.assessment.advice import advise
from reportgen.assessment.applications import applications, weakest
from reportgen.assessment.deployments import DeploymentJudge
from reportgen.assessment.notices import request_notices, update_notices, waiver_notices
from reportgen.assessment.remedies import Remedies
from reportgen.assessment.selection import Selected, checks_of, select
from reportgen.assessment.statuses import statuses
from reportgen.assessment.updates import UpdateJudge
from reportgen.assessment.verdict import Item, Verdict, decide
from reportgen.commitments import conduct, ledger, plan
from reportgen.errors import Location
from reportgen.findings import Assessment, Finding, LedgerEntry, Recommendation, Status, Weakest
from reportgen.isolation import reaches
from reportgen.language import spoken, tr
from reportgen.model import Deployment, Inventory
from reportgen.regulation import Catalog, Requirement
from reportgen.rules import changes, facts, pairs
from reportgen.rules.case import Case
from reportgen.rules.outcome import not_applicable, unknown
from reportgen.scopes import In
from reportgen.terms import Terms
from reportgen.waivers import EvidenceBook, RemediationBook, WaiverBook


def assess(inventory: Inventory, catalog: Catalog, terms: Terms | None, as_of: dt.date) -> Assessment:
    """Return all conclusions for that day, of a dossier those about its recipient; pure, and the same for the same arguments."""
    found = _Assessor(inventory, catalog, terms, as_of).run()
    recipient = inventory.report.recipient
    return found if recipient is None else addressed(found, recipient)


class _Assessor:
    def __init__(self, inventory: Inventory, catalog: Catalog, terms: Terms | None, as_of: dt.date) -> None:
        self.inventory = inventory
        self.catalog = catalog
        self.terms = terms
        self.as_of = as_of
        self.ledger = ledger(inventory, terms, as_of)
        self.case = Case(inventory, terms, as_of, self.ledger)
        self.waivers = WaiverBook(inventory, as_of)
        self.evidence = EvidenceBook(inventory, as_of)
        self.remediations = RemediationBook(inventory)
        self.deployments = DeploymentJudge(self.case, self.waivers, self.remediations)
        self.updates = UpdateJudge(self.case, self.waivers, self.deployments)
        self.remedies = Remedies(self.case, self.deployments)
        self.selection = select(inventory, catalog, as_of)
        self.deployment_by_name = {deployment.name: deployment for deployment in inventory.deployments}
        self.update_by_id = {update.id: update for update in inventory.updates or ()}
        self.weakest: dict[str, tuple[Weakest, ...]] = {}

    def run(self) -> Assessment:
        """Judge everything, then sort once."""
        order = {s.requirement.id: i for i, s in enumerate(self.selection.requirements)}
        found = sorted(self._findings(), key=lambda f: (order[f.requirement], f.subject_kind, f.subject, f.check))
        waivers, evidence = self.waivers.uses(), self.evidence.uses()
        return Assessment(
            language=spoken(),
            inventory=self.inventory,
            catalog=self.catalog,
            terms=self.terms,
            as_of=self.as_of,
            frameworks=self.selection.frameworks,
            requirements={s.requirement.id: s.requirement for s in self.selection.requirements},
            findings=tuple(found),
            statuses=tuple(statuses(found)),
            ledger=self.ledger,
            applications=applications(self.case.fleet),
            weakest=self.weakest,
            notices=(
                *self.selection.notices,
                *waiver_notices(self.inventory, waivers, evidence, self.selection),
                *update_notices(self.inventory, self.terms),
                *request_notices(self.inventory, found),
            ),
            advice=advise(self.case),
            waivers=waivers,
            evidence=evidence,
            plan=plan(self.inventory, self.terms, self.as_of),
            conduct=conduct(self.inventory, self.terms, self.as_of),
        )

    def _findings(self) -> Iterator[Finding]:
        judged = [s for s in self.selection.requirements if not s.set_aside]
        yield from self._set_aside()
        of_deployments = [s.requirement for s in judged if not s.requirement.scope.is_change]
        with_subject: set[str] = set()
        for subject in sorted(self.inventory.deployments, key=lambda d: d.name):
            for requirement in of_deployments:
                for made in self._of_deployment(requirement, subject):
                    with_subject.add(requirement.id)
                    yield made
            self._remember_weakest(subject, of_deployments)
        for requirement in (s.requirement for s in judged if s.requirement.scope.is_change):
            for row in self.ledger:
                for made in self._of_update(requirement, row):
                    with_subject.add(requirement.id)
                    yield made
        yield from self._without_subject([s.requirement for s in judged if s.requirement.id not in with_subject])

    def _of_deployment(self, requirement: Requirement, subject: Deployment) -> Iterator[Finding]:
        for check, verdict in self.deployments.verdicts(requirement, subject, checks_of(requirement)):
            evidence = None
            if verdict.status is Status.ATTESTATION_NEEDED:
                evidence = self.evidence.for_deployment(requirement.id, check, subject, max_age_days(requirement))
            made = findings_of.make(
                requirement,
                check,
                (subject.name, "deployment"),
                verdict,
                location=self._location(subject, check, verdict),
                deployment=subject,
                recommendation=self._recommendation(requirement, subject, check),
                evidence=evidence,
                remediation=self.remediations.for_deployment(requirement.id, subject, self._counterparts(verdict)),
            )
            if verdict.status is Status.NOT_SATISFIED and check in pairs.CHECKS:
                made = replace(made, smallest_change=self.remedies.sentence(requirement, subject, check))
            yield made

    def _counterparts(self, verdict: Verdict) -> Iterator[Deployment]:
        """Yield one deployment of each deciding cohort: remediations name all of a cohort or none of it."""
        names = (item.names[0] for item in verdict.deciding if item.names)
        return (self.deployment_by_name[name] for name in names if name in self.deployment_by_name)

    def _of_update(self, requirement: Requirement, row: LedgerEntry) -> Iterator[Finding]:
        for check, verdict in self.updates.verdicts(requirement, row, checks_of(requirement)):
            evidence = None
            if verdict.status is Status.ATTESTATION_NEEDED:
                evidence = self.evidence.for_change(requirement.id, check, row.update.id, row.environment, max_age_days(requirement))
            yield findings_of.make(
                requirement,
                check,
                (row.subject, "change"),
                verdict,
                location=row.location,
                evidence=evidence,
                remediation=self.remediations.for_change(requirement.id, row.update.id, row.environment),
            )

    def _location(self, subject: Deployment, check: str, verdict: Verdict) -> Location:
        if check in changes.CHECKS and verdict.count and verdict.names[0] in self.update_by_id:
            return self.update_by_id[verdict.names[0]].origin.location()
        if check in pairs.CHECKS:
            return subject.origin.at(pairs.CHECKS[check].field)
        if check in facts.CHECKS:
            return facts.CHECKS[check].locate(self.case, subject)
        return subject.origin.location()

    def _recommendation(self, requirement: Requirement, subject: Deployment, check: str) -> Recommendation | None:
        """Say whether every counterpart that surely is one has the recommended boundaries; None = there is none, or no recommendation."""
        threshold = pairs.recommended(requirement)
        if threshold is None or check not in ("isolation_level", "platform_update_level") or not subject.is_placed:
            return None
        if scopes.RULES[requirement.scope].subject(subject).answer is not In.YES or requirement.scope in scopes.UNDECLARED:
            return None
        judged = self.deployments.outcomes(requirement, subject, check)
        cohorts = [c for c, o in judged if c.membership.answer is In.YES and o.status is not Status.NOT_APPLICABLE]
        if not cohorts:
            return None
        met = all(reaches(cohort.isolation, threshold) for cohort in cohorts)
        return Recommendation.MET if met else Recommendation.BELOW

    def _remember_weakest(self, subject: Deployment, requirements: list[Requirement]) -> None:
        if not subject.is_placed:
            return
        found = {}
        for requirement in requirements:
            rule = scopes.RULES[requirement.scope]
            if requirement.scope not in found and rule.subject(subject).answer is In.YES and requirement.scope not in scopes.UNDECLARED:
                cohorts = self.deployments.cohorts(requirement, subject, "isolation_level")
                found[requirement.scope] = tuple(c for c in cohorts if c.membership.answer is In.YES)
        self.weakest[subject.name] = tuple(weakest({scope.value: cohorts for scope, cohorts in sorted(found.items())}))

    # The organisation as a whole

    def _set_aside(self) -> Iterator[Finding]:
        for selected in self.selection.requirements:
            if selected.set_aside:
                verdict = decide([Item(outcome=not_applicable(selected.set_aside))])
                yield from self._of_organization(selected, verdict)

    def _without_subject(self, requirements: list[Requirement]) -> Iterator[Finding]:
        for requirement in requirements:
            if requirement.scope.is_change and self.inventory.updates is None:
                outcome = unknown(tr("the inventory lists no updates at all"), "updates")
            elif requirement.scope.is_change:
                outcome = not_applicable(tr("none in this inventory: no update of this kind for a production Environment"))
            else:
                kind = tr(scopes.RULES[requirement.scope].subjects)
                outcome = not_applicable(tr("none in this inventory: no {kind}", kind=kind))
            yield from self._of_organization(Selected(requirement=requirement), decide([Item(outcome=outcome)]))

    def _of_organization(self, selected: Selected, verdict: Verdict) -> Iterator[Finding]:
        for check in checks_of(selected.requirement):
            yield findings_of.make(
                selected.requirement,
                check,
                (self.case.organization, "organization"),
                verdict,
                location=self.case.inventory_location,
            )


def max_age_days(requirement: Requirement) -> float | None:
    """Return the greatest age of evidence that the requirement accepts, in days: the strictest where it names several; None = any."""
    stated = requirement.parameters.get("max_age_days")
    if isinstance(stated, int | float):
        return float(stated)
    if isinstance(stated, str | tuple) or stated is None:
        return None
    return min((float(value) for value in stated.values() if isinstance(value, int | float)), default=None)
