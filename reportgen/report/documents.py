"""Pages that people wrote about requirements, beside the verdicts: listed because their authors tagged them, never judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from reportgen.language import tr, trn
from reportgen.regulation import Catalog
from reportgen.report.model import Book, Cell, Clause, DocumentationPage, DocumentedFramework, FrameworkPage, Link, Ref, Table
from reportgen.report.words import joined, link, plain, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Name a page that somebody wrote: its title, and where its source stands from the top of the site."""

    title: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """Hold the pages by the requirement they are tagged with, and those of clauses that the catalogue does not hold.

    ``by_requirement`` is keyed by the requirement's id, ``outside`` by framework id and then by the tag as it is written.
    """

    by_requirement: Mapping[str, tuple[Document, ...]]
    outside: Mapping[str, Mapping[str, tuple[Document, ...]]]


def with_documents(book: Book, documents: Documents, catalog: Catalog) -> Book:
    """Return the report with the pages at the requirements they are about, and with a page that lists them by requirement."""
    return replace(
        book,
        frameworks=tuple(_documented(page, documents) for page in book.frameworks),
        documentation=_documentation(book, documents, catalog),
    )


def _documented(page: FrameworkPage, documents: Documents) -> FrameworkPage:
    return replace(page, clauses=tuple(_with_pages(clause, documents) for clause in page.clauses))


def _with_pages(clause: Clause, documents: Documents) -> Clause:
    found = documents.by_requirement.get(clause.id)
    return replace(clause, facts=(*clause.facts, (tr("Documented in"), _links(found)))) if found else clause


def _links(documents: Iterable[Document]) -> Cell:
    return joined(Link(document.title, Ref("document", document.path)) for document in documents)


def _documentation(book: Book, documents: Documents, catalog: Catalog) -> DocumentationPage:
    selected = [page.id for page in book.frameworks]
    tagged = {requirement.partition("/")[0] for requirement in documents.by_requirement} | set(documents.outside)
    order = [*selected, *(framework.id for framework in catalog.frameworks if framework.id not in selected)]
    frameworks = tuple(_framework(name, book, documents, catalog) for name in order if name in tagged)
    judged = [clause.id for page in book.frameworks for clause in page.clauses]
    without = [name for name in judged if name not in documents.by_requirement]
    return DocumentationPage(
        sentence=tr(
            "Pages of this site that their authors tagged with a requirement. Nobody judged here what they say, and no verdict follows from"
            " them."
        ),
        count=trn(
            "{n} requirement of the selected frameworks has no page.",
            "{n} requirements of the selected frameworks have no page.",
            len(without),
        ),
        frameworks=frameworks,
    )


def _framework(name: str, book: Book, documents: Documents, catalog: Catalog) -> DocumentedFramework:
    framework = catalog.framework_by_id[name]
    is_selected = any(page.id == name for page in book.frameworks)
    rows: list[tuple[Cell, ...]] = []
    for requirement in framework.requirements:
        found = documents.by_requirement.get(requirement.id)
        if found:
            head = (link(requirement.clause, "framework", name, requirement.id),) if is_selected else plain(requirement.clause)
            rows.append((head, plain(requirement.title), _links(found)))
    outside = documents.outside.get(name, {})
    rows += [(plain(tag), plain(tr("not in the catalogue")), _links(found)) for tag, found in outside.items()]
    note = "" if is_selected else tr("Not selected for this report.")
    return DocumentedFramework(title=framework.title, anchor=name, note=note, pages=_table(framework.title, rows))


def _table(title: str, rows: list[tuple[Cell, ...]]) -> Table:
    columns = ((tr("Requirement"), 20), (tr("Title"), 40), (tr("Pages"), 40))
    return table(tr("Pages about {framework}", framework=title), columns, rows)


def gathered(tagged: Iterable[tuple[str, Document]]) -> dict[str, tuple[Document, ...]]:
    """Return the pages by what they are tagged with, each once, sorted by title and path."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for key, document in tagged:
        found[key].add((document.title, document.path))
    return {key: tuple(Document(title=title, path=path) for title, path in sorted(found[key])) for key in sorted(found)}
