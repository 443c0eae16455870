"""The editions of a report: one source, told to different readers.

An edition is data: which kinds of pages it holds, how long it may be, and what it is called. What a renderer makes of it is a template of
the edition's name. A further edition is one more entry here, and its template.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reportgen.language import mark, tr

EVERY_KIND: Final = frozenset(
    {"overview", "environment", "application", "deployment", "framework", "commitments", "waivers", "levels", "method"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Describe an edition.

    ``template`` is that of its document, below ``pdf/``. ``title`` is what the cover calls it, a marked sentence; "" = nothing, as it is
    the whole report. ``kinds`` are the kinds of ``reportgen.report.model.Ref`` that it has pages for: a link to another kind is plain text.
    ``most_pages`` None = as many as it takes.
    """

    name: str
    template: str
    title: str = ""
    kinds: frozenset[str] = EVERY_KIND
    most_pages: int | None = None

    @property
    def label(self) -> str:
        """Return what a link to its PDF says."""
        return tr("{edition} (PDF)", edition=tr(self.title)) if self.title else tr("Report (PDF)")


AUDITOR: Final = Edition(name="auditor", template="report.html.j2")
EXECUTIVE: Final = Edition(
    name="executive", template="executive.html.j2", title=mark("Executive edition"), kinds=frozenset({"overview"}), most_pages=2
)
ENGINEER: Final = Edition(
    name="engineer", template="engineer.html.j2", title=mark("Engineer's edition"), kinds=frozenset({"application", "commitments"})
)

CUSTOMER: Final = Edition(name="customer", template="report.html.j2", title=mark("Dossier"))
"""For one end customer, or those who answer for one application: made of an inventory that names a recipient, and of no other."""

EDITIONS: Final = {edition.name: edition for edition in (AUDITOR, EXECUTIVE, ENGINEER, CUSTOMER)}
"""Every edition by its name; the first is the one that is written unless another is asked for."""
