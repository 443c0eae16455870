"""What the reader must know of the report's own inputs: waivers and evidence that had no effect, or no longer have one."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.assessment.selection import Selection
from reportgen.findings import Notice, Severity, WaiverUse
from reportgen.model import Evidence, Inventory, Waiver


def waiver_notices(
    inventory: Inventory, waivers: tuple[WaiverUse, ...], evidence: tuple[WaiverUse, ...], selection: Selection
) -> tuple[Notice, ...]:
    """Return a notice for everything that is not simply in use, in the order of the inventory."""
    judged = {s.requirement.id for s in selection.requirements if not s.set_aside}
    return (
        *(n for item, use in zip(inventory.waivers, waivers, strict=True) for n in _of(item, use, judged, "Waiver")),
        *(n for item, use in zip(inventory.evidence, evidence, strict=True) for n in _of(item, use, judged, "Evidence")),
    )


def _of(item: Waiver | Evidence, use: WaiverUse, judged: set[str], kind: str) -> Iterator[Notice]:
    message = _message(item, use, judged, kind)
    if message:
        yield Notice(
            code=f"{kind.lower()}-{use.state}",
            severity=Severity.WARNING,
            subject=item.id,
            message=message,
            location=item.origin.at("expires" if use.state == "expired" and isinstance(item, Waiver) else "id"),
        )


def _message(item: Waiver | Evidence, use: WaiverUse, judged: set[str], kind: str) -> str:
    end = item.expires if isinstance(item, Waiver) else item.valid_until
    start = item.approved_on if isinstance(item, Waiver) else item.collected
    what = f"{kind} {item.id} for {item.requirement}"
    if use.state == "expired" and end is not None:
        return f"{what} ended on {end.isoformat()} and counts for nothing."
    if use.state == "not-yet-valid":
        return f"{what} begins on {start.isoformat()} and counts for nothing yet."
    if use.state == "unused":
        covers = "covers nothing that fails" if isinstance(item, Waiver) else "attests nothing that has to be attested"
        why = covers if item.requirement in judged else "its requirement is not part of this report"
        return f"{what} is unused: {why}."
    if use.state == "too-broad":
        return f"{what} is broader than needed: nothing fails for {', '.join(use.idle)}."
    return ""
