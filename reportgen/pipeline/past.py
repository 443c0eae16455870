"""Find what was before a report: the releases of its inventory, and the report that it is compared with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.archive.reading import counts, releases
from reportgen.findings import Assessment
from reportgen.snapshot import summary

if TYPE_CHECKING:
    from reportgen.report.history import Past


def past_of(inventory: Path, assessment: Assessment) -> Past:
    """Return what was before the report of an inventory."""
    from reportgen.report.history import Past  # noqa: PLC0415 - imported on use, to start fast

    known = releases(inventory)
    return Past(releases=known, counts=counts(summary(assessment)))
