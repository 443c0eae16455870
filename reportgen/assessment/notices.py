"""What the reader must know of the report's own inputs: waivers and evidence without effect, updates of what nobody declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from reportgen.assessment.selection import Selection
from reportgen.assessment.updates import PLATFORM_LAYERS
from reportgen.commitments import PLATFORM
from reportgen.errors import Location
from reportgen.findings import Finding, Notice, Severity, WaiverUse
from reportgen.language import day, lacking, tr
from reportgen.model import Evidence, Inventory, Update, Waiver
from reportgen.regulation import Requirement
from reportgen.rules.pairs import exception_floor
from reportgen.rules.sentences import threshold_words
from reportgen.terms import Terms


def waiver_notices(
    inventory: Inventory, waivers: tuple[WaiverUse, ...], evidence: tuple[WaiverUse, ...], selection: Selection
) -> tuple[Notice, ...]:
    """Return a notice for everything that is not simply in use, in the order of the inventory."""
    judged = {s.requirement.id: s.requirement for s in selection.requirements if not s.set_aside}
    return (
        *(n for item, use in zip(inventory.waivers, waivers, strict=True) for n in _of(item, use, judged)),
        *(n for item, use in zip(inventory.evidence, evidence, strict=True) for n in _of(item, use, judged)),
    )


def request_notices(inventory: Inventory, findings: Iterable[Finding]) -> Iterator[Notice]:
    """Yield what the report cannot give as it was asked: nothing to judge, a language without words, remediations that mend nothing."""
    report = inventory.report
    if not report.frameworks:
        message = tr("No framework is selected, so no requirement was judged: nothing here says that all is well.")
        yield _warning("nothing-judged", "report.frameworks", message, report.origin.location())
    if lacking() is not None:
        message = tr("The report is in English: there are no words in the language {language} yet.", language=lacking())
        yield _warning("language-not-available", "report.language", message, report.origin.at("language"))
    used = {finding.remediation for finding in findings if finding.remediation is not None}
    for item in inventory.remediations:
        if item not in used:
            message = tr(
                "The remediation for {requirement} (owner {owner}) stands at no open finding.",
                requirement=item.requirement,
                owner=item.owner or tr("not stated"),
            )
            yield _warning("remediation-unused", item.requirement, message, item.origin.location())


def _warning(code: str, subject: str, message: str, location: Location) -> Notice:
    return Notice(code=code, severity=Severity.WARNING, subject=subject, message=message, location=location)


def _of(item: Waiver | Evidence, use: WaiverUse, judged: Mapping[str, Requirement]) -> Iterator[Notice]:
    message = _message(item, use, judged.get(item.requirement))
    if message:
        yield Notice(
            code=f"{'waiver' if isinstance(item, Waiver) else 'evidence'}-{use.state}",
            severity=Severity.WARNING,
            subject=item.id,
            message=message,
            location=item.origin.at("expires" if use.state == "expired" and isinstance(item, Waiver) else "id"),
        )


def _message(item: Waiver | Evidence, use: WaiverUse, requirement: Requirement | None) -> str:
    end = item.expires if isinstance(item, Waiver) else item.valid_until
    start = item.approved_on if isinstance(item, Waiver) else item.collected
    what = _named(item)
    if use.state == "expired" and end is not None:
        return tr("{exception} ended on {day} and counts for nothing.", exception=what, day=day(end))
    if use.state == "not-yet-valid":
        return tr("{exception} begins on {day} and counts for nothing yet.", exception=what, day=day(start))
    if use.state == "unused":
        return tr("{exception} is unused: {reason}.", exception=what, reason=_why_unused(item, requirement))
    if use.state == "too-broad":
        return tr("{exception} is broader than needed: nothing fails for {names}.", exception=what, names=", ".join(use.idle))
    return ""


def _named(item: Waiver | Evidence) -> str:
    if isinstance(item, Waiver):
        return tr("Waiver {id} for {requirement}", id=item.id, requirement=item.requirement)
    return tr("Evidence {id} for {requirement}", id=item.id, requirement=item.requirement)


def _why_unused(item: Waiver | Evidence, requirement: Requirement | None) -> str:
    if requirement is None:
        return tr("its requirement is not part of this report")
    if isinstance(item, Evidence):
        return tr("attests nothing that has to be attested")
    if requirement.exception_floor is None:
        return tr("covers nothing that fails")
    floor = threshold_words(exception_floor(requirement))
    return tr("covers nothing that fails and may be waived (no pair below {floor} may be)", floor=floor)


def update_notices(inventory: Inventory, terms: Terms | None) -> Iterator[Notice]:
    """Yield a notice for each service that updates are of and that nothing declares, at its first update.

    Such a service runs where ``applied`` names it (the contract says so), and a misspelt one would silently have a ledger of its own.
    """
    instances = (service for environment in inventory.environments for service in environment.services)
    declared = {word for service in instances for word in (service.kind, service.name) if word is not None}
    declared |= {*PLATFORM_LAYERS, *(terms.platform_services if terms else PLATFORM)}
    first: dict[str, Update] = {}
    for update in inventory.updates or ():
        if update.service not in declared:
            first.setdefault(update.service, update)
    for service, update in first.items():
        near = get_close_matches(service, sorted(declared), n=1)
        hint = f" {tr('Did you mean {service}?', service=near[0])}" if near else ""
        said = tr("No Environment declares a service {service}; it is taken to run where its updates name an Environment.", service=service)
        yield Notice(
            code="service-undeclared",
            severity=Severity.WARNING,
            subject=service,
            message=said + hint,
            location=update.origin.at("service"),
        )
