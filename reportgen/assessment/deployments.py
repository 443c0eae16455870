"""Judge the requirements whose subjects are deployments."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace

from reportgen import scopes
from reportgen.assessment.verdict import Item, Verdict, decide
from reportgen.checks import CHECKS as CHECK_TEXTS
from reportgen.cohorts import Cohort, Cohorts, Token
from reportgen.findings import Isolation, LedgerEntry, Status
from reportgen.isolation import Placement, reaches
from reportgen.language import alternatives, mark, tr
from reportgen.model import Deployment
from reportgen.regulation import Requirement, Scope
from reportgen.rules import changes, facts, pairs
from reportgen.rules.case import Case
from reportgen.rules.outcome import Outcome, attestation, failed, not_applicable, unknown
from reportgen.scopes import In, Membership
from reportgen.vocabulary import said
from reportgen.waivers import RemediationBook, WaiverBook

OUTSIDE = mark("it runs outside every Environment")
NO_LEVEL = mark("its manufacturer states that no level is needed")


class DeploymentJudge:
    """Judge one deployment after another by every requirement of a deployment scope."""

    def __init__(self, case: Case, waivers: WaiverBook, remediations: RemediationBook) -> None:
        self._case = case
        self._waivers = waivers
        self._remediations = remediations
        self._cohorts: dict[Hashable, Cohorts] = {}
        self._subject: Deployment | None = None
        self._found: dict[Hashable, tuple[Cohort, ...]] = {}
        self._judged: dict[Hashable, tuple[tuple[Cohort, Outcome], ...]] = {}
        self._verdicts: dict[Hashable, Verdict] = {}

    def verdicts(self, requirement: Requirement, subject: Deployment, checks: tuple[str, ...]) -> Iterator[tuple[str, Verdict]]:
        """Yield (check, verdict) for a subject; nothing where it is no subject of the requirement's scope."""
        rule = scopes.RULES[requirement.scope]
        membership = rule.subject(subject)
        if membership.answer is In.NO or (rule.names_counterparts and not subject.is_placed):
            return
        self._turn_to(subject)
        for check in checks:
            key = self._question(requirement, check)
            if key is None:
                yield check, decide(self._items(requirement, subject, check, membership))
                continue
            if key not in self._verdicts:
                self._verdicts[key] = decide(self._items(requirement, subject, check, membership))
            yield check, self._verdicts[key]

    def _question(self, requirement: Requirement, check: str) -> Hashable | None:
        """Return what a check asks of a subject, equal for requirements that ask the same; None = it may ask something of its own."""
        if check in changes.CHECKS or requirement.protection_needs or self.waiver_key(requirement) is not None:
            return None
        return (requirement.scope, check, requirement.min_level, requirement.platform_update_level, requirement.namespaces_must_differ)

    def _items(self, requirement: Requirement, subject: Deployment, check: str, membership: Membership) -> list[Item]:
        narrowed = _need(requirement, subject)
        if narrowed is not None:
            return [Item(outcome=narrowed)]
        if membership.answer is In.MAYBE:
            return [Item(outcome=unknown(tr("whether the requirement is about it"), *membership.missing))]
        if not subject.is_placed and check not in (
            "test_data_masked",
            "nonprod_with_prod_data_protected_as_prod",
            "prod_data_only_in_prod",
        ):
            return [Item(outcome=not_applicable(tr(OUTSIDE)))]
        if requirement.scope in scopes.UNDECLARED:
            return [Item(outcome=attestation(_outside_inventory(requirement.scope)))]
        if scopes.RULES[requirement.scope].names_counterparts and check != "nonprod_exists":
            empty = self._without_counterpart(requirement, subject)
            if empty is not None:
                return [Item(outcome=empty)]
        return self._judge(requirement, subject, check)

    def _without_counterpart(self, requirement: Requirement, subject: Deployment) -> Outcome | None:
        rule = scopes.RULES[requirement.scope]
        if requirement.scope is Scope.DIFFERENT_CUSTOMERS and not self._case.fleet.names_a_tenant:
            return not_applicable(tr("no deployment of this inventory names an end customer"))
        if self.cohorts(requirement, subject, "isolation_level"):
            return None
        return not_applicable(tr("none in this inventory: no {kind}", kind=tr(rule.counterparts)))

    def _judge(self, requirement: Requirement, subject: Deployment, check: str) -> list[Item]:
        if check == "prod_data_only_in_prod":
            return self._data_items(requirement, subject)
        if check in pairs.CHECKS:
            return self.pair_items(requirement, subject, check)
        if check in facts.CHECKS:
            return [self._covered(Item(outcome=facts.CHECKS[check].judge(self._case, subject)), requirement, subject)]
        if check in changes.CHECKS:
            return self._change_items(requirement, subject, check)
        return [Item(outcome=attestation(attestation_note(check)))]

    def _covered(self, item: Item, requirement: Requirement, subject: Deployment) -> Item:
        if item.outcome.status is not Status.NOT_SATISFIED:
            return item
        return replace(item, waiver=self._waivers.cover(requirement.id, subject.name, subject))

    def _data_items(self, requirement: Requirement, subject: Deployment) -> list[Item]:
        own = [] if subject.is_production else [self._covered(Item(outcome=pairs.data_outside_production(subject)), requirement, subject)]
        if own and requirement.scope in pairs.SINGLE_SCOPES:
            return own
        others = self.pair_items(requirement, subject, "prod_data_only_in_prod")
        about = [item for item in others if item.outcome.status is not Status.NOT_APPLICABLE]
        if own or about:
            return own + about
        return [Item(outcome=not_applicable(tr("none in this inventory: no non-production deployment to compare with")))]

    def _change_items(self, requirement: Requirement, subject: Deployment, check: str) -> list[Item]:
        """Judge the updates that came to the subject's Environment, all of them together."""
        if not subject.is_production:
            return [Item(outcome=not_applicable(tr("updates are judged where they reach production")))]
        if self._case.inventory.updates is None:
            return [Item(outcome=unknown(tr("the inventory lists no updates at all"), "updates"))]
        rows = self._case.rows_by_environment.get(str(subject.environment), ())
        items = [self._change_item(requirement, subject, check, row) for row in rows]
        return items or [Item(outcome=not_applicable(tr("none in this inventory: no update")))]

    def _change_item(self, requirement: Requirement, subject: Deployment, check: str, row: LedgerEntry) -> Item:
        item = Item(outcome=changes.judge(self._case, row, check, requirement), names=(row.update.id,), count=1)
        covered = self._covered(item, requirement, subject)
        if item.outcome.status is not Status.NOT_SATISFIED:
            return covered
        waiver = self._waivers.cover_update(requirement.id, subject.name, row.update.id)
        return replace(covered, waiver=waiver) if waiver is not None else covered

    # Pairs

    def pair_items(
        self, requirement: Requirement, subject: Deployment, check: str, scope: Scope | None = None, finding_of: str = ""
    ) -> list[Item]:
        """Judge a check of pairs against every cohort of the subject, each counterpart group an item; waivers taken into account.

        ``finding_of`` is the subject of the finding where that is another than the deployment.
        """
        if check == "service_account_not_shared" and subject.service_account in (None, "default"):
            return [self._covered(_account_item(subject), requirement, subject)]
        if check == "manufacturer_required_level" and subject.manufacturer_required_level in (None, facts.NO_ZONE):
            return [_level_item(subject)]
        judged = self.outcomes(requirement, subject, check, scope)
        if all(outcome.status is Status.NOT_APPLICABLE for _, outcome in judged):
            note = judged[0][1].note if judged else tr("no other deployment")
            return [Item(outcome=not_applicable(tr("none in this inventory: {what}", what=note)))]
        return [self._pair_item(requirement, subject, cohort, outcome, finding_of or subject.name) for cohort, outcome in judged]

    def outcomes(
        self, requirement: Requirement, subject: Deployment, check: str, scope: Scope | None = None
    ) -> tuple[tuple[Cohort, Outcome], ...]:
        """Return the cohorts of a subject with their outcomes; remembered while the subject stays the same."""
        self._turn_to(subject)
        wanted = (requirement.min_level, requirement.platform_update_level, requirement.namespaces_must_differ)
        key = (scope or requirement.scope, requirement.scope, check, wanted, self.waiver_key(requirement))
        found = self._judged.get(key)
        if found is None:
            cohorts = self.cohorts(requirement, subject, check, scope)
            found = self._judged[key] = tuple((c, self.outcome(requirement, subject, check, c)) for c in cohorts)
        return found

    @staticmethod
    def outcome(requirement: Requirement, subject: Deployment, check: str, cohort: Cohort) -> Outcome:
        """Judge one cohort; one of which cannot be told whether it is in scope is unknown, whatever its isolation."""
        outcome = pairs.CHECKS[check].judge(subject, cohort, requirement)
        if cohort.membership.answer is In.MAYBE and outcome.status is not Status.NOT_APPLICABLE:
            return unknown(tr("whether the requirement is about this pair"), *cohort.membership.missing)
        return outcome

    def status(self, requirement: Requirement, subject: Deployment, check: str, cohort: Cohort) -> Status:
        """Return the status of one cohort after waivers, without recording that they were of use."""
        status = self.outcome(requirement, subject, check, cohort).status
        if status is not Status.NOT_SATISFIED or not self._waivers.has_any(requirement.id):
            return status
        named = any(self._waivers.marks(requirement.id, side) for side in (subject, cohort.example))
        is_waived = named and may_be_waived(requirement, cohort.isolation)
        return Status.WAIVED if is_waived else status

    def _pair_item(self, requirement: Requirement, subject: Deployment, cohort: Cohort, outcome: Outcome, finding_of: str) -> Item:
        waiver = None
        if outcome.status is Status.NOT_SATISFIED and may_be_waived(requirement, cohort.isolation):
            waiver = self._waivers.cover(requirement.id, finding_of, subject, cohort)
        return Item(outcome=outcome, names=cohort.members, count=cohort.count, isolation=cohort.isolation, waiver=waiver)

    def cohorts(self, requirement: Requirement, subject: Deployment, check: str, scope: Scope | None = None) -> tuple[Cohort, ...]:
        """Return the cohorts of a subject for one check; remembered while the subject stays the same."""
        self._turn_to(subject)
        key = self._key(requirement, check, scope)
        if key not in self._found:
            self._found[key] = self._finder(requirement, check, scope).of(subject, self._case.fleet.placements[subject.name])
        return self._found[key]

    def cohorts_at(self, requirement: Requirement, subject: Deployment, check: str, place: Placement) -> tuple[Cohort, ...]:
        """Return the cohorts that a subject would have at another placement."""
        return self._finder(requirement, check, None).of(subject, place)

    def _turn_to(self, subject: Deployment) -> None:
        if self._subject is not subject:
            self._subject, self._found, self._judged, self._verdicts = subject, {}, {}, {}

    def waiver_key(self, requirement: Requirement) -> str | None:
        """Return what keeps the requirement apart from others that ask for the same: its id, if an exception or a remediation names it."""
        is_named = self._waivers.has_any(requirement.id) or self._remediations.has_any(requirement.id)
        return requirement.id if is_named else None

    def _key(self, requirement: Requirement, check: str, scope: Scope | None) -> Hashable:
        plain = check if pairs.CHECKS[check].looks_further else None
        return (scope or requirement.scope, plain, self.waiver_key(requirement))

    def _finder(self, requirement: Requirement, check: str, scope: Scope | None) -> Cohorts:
        key = self._key(requirement, check, scope)
        if key not in self._cohorts:
            rule = scopes.RULES[scope or requirement.scope]
            self._cohorts[key] = Cohorts(self._case.fleet, rule, self._features(requirement, check), self._tokens(requirement, check))
        return self._cohorts[key]

    def _features(self, requirement: Requirement, check: str) -> Callable[[Deployment], Hashable]:
        own = pairs.CHECKS[check].features
        if self.waiver_key(requirement) is None:
            return own
        waivers, remediations = self._waivers.marks, self._remediations.marks
        return lambda deployment: (own(deployment), waivers(requirement.id, deployment), remediations(requirement.id, deployment))

    @staticmethod
    def _tokens(_requirement: Requirement, check: str) -> Callable[[Deployment], tuple[Token, ...]]:
        return pairs.CHECKS[check].tokens


def may_be_waived(requirement: Requirement, isolation: Isolation | None) -> bool:
    """Tell whether a waiver may lift a failure: that of a pair not where its isolation is below the requirement's exception floor."""
    floor = pairs.exception_floor(requirement)
    return floor is None or isolation is None or reaches(isolation, floor)


def _need(requirement: Requirement, subject: Deployment) -> Outcome | None:
    """Return why a requirement for certain protection needs does not bind the subject; None = it does."""
    if not requirement.protection_needs:
        return None
    if subject.protection_need is None:
        return unknown(tr("whether the requirement is about it"), f"deployments[{subject.name}].protection_need")
    if subject.protection_need.value in requirement.protection_needs:
        return None
    needs = alternatives([said(need) for need in requirement.protection_needs])
    return not_applicable(tr("it asks for this only at a protection need of {needs}", needs=needs))


def _account_item(subject: Deployment) -> Item:
    if subject.service_account is None:
        return Item(outcome=unknown("", f"deployments[{subject.name}].service_account"))
    return Item(outcome=failed(tr("it runs under the service account default")))


def _level_item(subject: Deployment) -> Item:
    if subject.manufacturer_required_level is not None:
        return Item(outcome=not_applicable(tr(NO_LEVEL)))
    if subject.medical_device is False:
        return Item(outcome=not_applicable(tr("it is no medical device software")))
    return Item(outcome=unknown("", f"deployments[{subject.name}].manufacturer_required_level"))


def _outside_inventory(scope: Scope) -> str:
    if scope is Scope.WORKLOAD_VS_MANAGEMENT:
        return tr("an inventory does not describe workloads of the platform itself")
    return tr("an inventory does not describe the target that backups are restored to")


def attestation_note(check: str) -> str:
    """Say what must be attested, in the words of the check's question."""
    info = CHECK_TEXTS.get(check)
    if info is None:
        return tr("the requirement has no check that an inventory could decide")
    return tr("an inventory cannot show it: {question}", question=tr(info.question))
