"""Write the reports of inventories: all of it or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from reportgen import translations
from reportgen.errors import UsageError
from reportgen.findings import Assessment
from reportgen.inventory import typed_base as typed_base  # noqa: PLC0414 - the command line takes it from here
from reportgen.language import ENGLISH, speaking, tr
from reportgen.pipeline.documents import Document, documents, print_documents
from reportgen.pipeline.judging import judge, organization_name, report_name, snapshot_bytes
from reportgen.pipeline.paper import PaperOptions, report_book
from reportgen.pipeline.past import past_of, recorded_since
from reportgen.report.editions import AUDITOR

FORMATS = ("site", "pdf", "json", "xlsx", "ics")
"""What ``build`` writes in this version."""

Step = Callable[[str], None]
"""Told what is being done now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """Say what to build.

    ``formats`` are words of ``FORMATS``; ``templates`` is the user's directory of templates; ``site_config`` the ``mkdocs.yml`` whose look
    the site takes, None = the bundled one. ``pages_only`` leaves the site unbuilt: plain Markdown with the ``mkdocs.yml`` that builds it.
    ``languages`` are those to write site and PDF in, instead of the inventory's own; the first is that of all else.
    ``since`` is what the reports are compared with, as ``diff`` takes it; ``none`` = nothing, None = the release before, if there is one.
    ``editions`` are names of editions of the PDF, ``split`` says by what each is split, None = it is one document; ``page_size`` None = the
    one that the inventory asks for. ``neighbours`` are the releases published beside the site, None = it
    stands alone.
    """

    formats: tuple[str, ...] = ("site", "pdf", "json")
    as_of: dt.date | None = None
    templates: Path | None = None
    site_config: Path | None = None
    period: tuple[dt.date, dt.date] | None = None
    pages_only: bool = False
    languages: tuple[str, ...] = ()
    since: str | None = None
    editions: tuple[str, ...] = (AUDITOR.name,)
    split: str | None = None
    page_size: str | None = None
    neighbours: tuple[str, ...] | None = None

    def documents(self, assessment: Assessment, folder: str = "", since: str | None = None) -> tuple[Document, ...]:
        """Return the PDFs of a report; ``folder`` and ``since`` as for ``PaperOptions``."""
        paper = PaperOptions(period=self.period, templates=self.templates, since=since, folder=folder)
        return documents(assessment, paper, editions=self.editions, split=self.split, page_size=self.page_size)


def build(paths: tuple[Path, ...], output: Path, options: BuildOptions, step: Step, jobs: int = 1) -> tuple[Assessment, ...]:
    """Write the reports of the inventories below ``output``, all of it or nothing, and return what they conclude.

    One inventory fills the directory itself; several get a directory each, with a page that leads to them.
    """
    from reportgen.render.output import replacing  # noqa: PLC0415 - imported on use, to start fast

    if "xlsx" in options.formats:
        from reportgen.render.xlsx import require_writer  # noqa: PLC0415

        require_writer()
    _refuse_unknown_languages(options.languages)
    assessments = tuple(judge(path, options.as_of, next(iter(options.languages), None)) for path in paths)
    names = _names(paths)
    with replacing(output) as staging:
        places = [staging / name if len(paths) > 1 else staging for name in names]
        if jobs > 1 and len(paths) > 1:
            _write_apart(paths, assessments, places, options, step, jobs)
        else:
            for path, assessment, place in zip(paths, assessments, places, strict=True):
                _write(path, assessment, place, options, step, jobs)
        if len(paths) > 1 and not options.pages_only:
            from reportgen.render.landing import write_landing  # noqa: PLC0415 - imported on use
            from reportgen.render.resources import Templates  # noqa: PLC0415

            with speaking(translations.language(_common_language(assessments))):
                write_landing(staging, list(zip(names, assessments, strict=True)), options.formats, Templates(options.templates))
    return assessments


def _common_language(assessments: tuple[Assessment, ...]) -> str:
    """Return the language that all reports are in; English where they are in several."""
    languages = {assessment.language for assessment in assessments}
    return languages.pop() if len(languages) == 1 else ENGLISH


def _write_apart(
    paths: tuple[Path, ...], assessments: tuple[Assessment, ...], places: list[Path], options: BuildOptions, step: Step, jobs: int
) -> None:
    """Write each report in a process of its own, at most ``jobs`` at a time."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - imported on use
    from multiprocessing import get_context  # noqa: PLC0415

    with ProcessPoolExecutor(max_workers=jobs, mp_context=get_context("spawn")) as pool:
        running = [pool.submit(_write, path, a, place, options, _silent) for path, a, place in zip(paths, assessments, places, strict=True)]
        for future in running:
            future.result()
            for word in options.formats:
                step(word)


def _silent(_step: str) -> None:
    """Say nothing: another process shows the progress."""


def _names(paths: tuple[Path, ...]) -> tuple[str, ...]:
    from reportgen.slug import slug  # noqa: PLC0415 - imported on use

    names = tuple(slug(path.resolve().stem if path.is_file() else path.resolve().name) for path in paths)
    if len(set(names)) < len(names):
        raise UsageError("two of the inventories have the same name", "rename one of the directories, or build them apart")
    return names


def _refuse_unknown_languages(languages: tuple[str, ...]) -> None:
    known = translations.languages()
    unknown = [code for code in languages if code not in known]
    if unknown:
        raise UsageError(f"a report cannot be written in {', '.join(unknown)}", f"there are {', '.join(known)}")


def report_languages(assessment: Assessment, options: BuildOptions) -> tuple[str, ...]:
    """Return the languages that site and PDF of a report are written in, the assessment's own first."""
    wanted = options.languages or assessment.inventory.report.languages
    return (assessment.language, *(code for code in wanted if code != assessment.language))


def _write(path: Path, assessment: Assessment, directory: Path, options: BuildOptions, step: Step, jobs: int = 1) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    languages = report_languages(assessment, options)
    if options.pages_only and len(languages) > 1:
        raise UsageError("pages in Markdown are written in one language", "name it with --language")
    folders = {code: "" if code == assessment.language else code for code in languages}
    with speaking(translations.language(assessment.language)):
        beside = _write_readable(path, assessment, directory, options, step, folders, jobs)
        _write_data(assessment, beside, options, step)
    for code in languages[1:]:
        other = judge(path, options.as_of, code)
        with speaking(translations.language(code)):
            _write_readable(path, other, directory, options, _silent, folders, jobs)


def write_downloads(path: Path, assessment: Assessment, directory: Path, options: BuildOptions) -> None:
    """Write everything but the site below a directory."""
    formats = tuple(word for word in options.formats if word != "site")
    _write(path, assessment, directory, replace(options, formats=formats), _silent)


def _write_readable(
    path: Path, assessment: Assessment, directory: Path, options: BuildOptions, step: Step, folders: dict[str, str], jobs: int
) -> Path:
    """Write what people read, in the language of the assessment; return the directory beside whose pages the other files belong."""
    from reportgen.render.resources import Templates  # noqa: PLC0415 - heavy, imported on use

    folder = folders[assessment.language]
    past = past_of(path, assessment, options.since)
    book = report_book(assessment, PaperOptions(period=options.period), past)
    if options.neighbours is not None:
        book = replace(book, published=_beside(options.neighbours, past.since, "../" if folder else ""))
    templates = Templates(options.templates)
    if "site" in options.formats:
        from reportgen.render.site import write_site, write_tree  # noqa: PLC0415

        offered = downloads(assessment, options, folder)
        if options.pages_only:
            directory = write_tree(book, directory, templates, offered, config=options.site_config)
        else:
            write_site(book, directory / folder, templates, offered, config=options.site_config, folders=folders)
        step("site")
    if "pdf" in options.formats:
        wanted = options.documents(assessment, folder, recorded_since(options.since, path))
        for file, document in print_documents(path, assessment, wanted, past, jobs):
            _put(directory / "reports" / file, document)
        step("PDF")
    if "xlsx" in options.formats:
        from reportgen.render.xlsx import render_xlsx  # noqa: PLC0415
        from reportgen.report.sheets import sheets  # noqa: PLC0415

        data = render_xlsx(sheets(assessment, book), as_of=assessment.as_of, title=book.cover.title)
        _put(directory / "reports" / f"{file_name(assessment, folder)}.xlsx", data)
        step("spreadsheet")
    return directory


def _beside(neighbours: tuple[str, ...], since: str, up: str) -> tuple[tuple[str, str], ...]:
    """Return what is published beside a site, as (label, path from its top): the list of releases, and the one it is compared with."""
    links = [(tr("All releases"), f"{up}../index.html")]
    if since in neighbours:
        links.append((tr("Release {name}", name=since), f"{up}../{since}/index.html"))
    return tuple(links)


def file_name(assessment: Assessment, folder: str = "") -> str:
    """Return the name of the spreadsheet, without its ending; one that is not in the first language says in which it is."""
    return f"{report_name(assessment)}{f'.{folder}' if folder else ''}"


def _write_data(assessment: Assessment, directory: Path, options: BuildOptions, step: Step) -> None:
    """Write what programs read."""
    if "json" in options.formats:
        _put(directory / "report.json", snapshot_bytes(assessment))
        step("report.json")
    if "ics" in options.formats:
        from reportgen.render.ics import render_ics  # noqa: PLC0415

        organization = organization_name(assessment.inventory)
        _put(directory / "updates.ics", render_ics(assessment.plan, organization=organization, as_of=assessment.as_of))
        step("calendar")


def _put(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def downloads(assessment: Assessment, options: BuildOptions, folder: str = "") -> tuple[tuple[str, str], ...]:
    """Return what the site offers beside itself, as (label, path from the site's top); ``folder`` is the one that the site lies in."""
    up = "../" if folder else ""
    offered = {
        "pdf": [(d.label, f"{up}reports/{d.file}") for d in options.documents(assessment, folder) if d.label],
        "json": [(tr("Data (JSON)"), f"{up}report.json")],
        "xlsx": [(tr("Spreadsheet"), f"{up}reports/{file_name(assessment, folder)}.xlsx")],
        "ics": [(tr("Calendar of updates"), f"{up}updates.ics")],
    }
    return tuple(offer for word in options.formats for offer in offered.get(word, ()))


def written(output: Path, options: BuildOptions, assessments: tuple[Assessment, ...], paths: tuple[Path, ...]) -> list[str]:
    """Say where to look: the files that a person opens, one a line."""
    lines = []
    for name, assessment in zip(_names(paths), assessments, strict=True):
        place = output / name if len(paths) > 1 else output
        folders = ("", *report_languages(assessment, options)[1:])
        if options.pages_only:
            lines.append(f"Pages:    {place / 'mkdocs.yml'}")
            place = place / "docs"
        elif "site" in options.formats:
            lines.append(f"Site:     {place / 'index.html'}")
        if "pdf" in options.formats:
            printed = [document for folder in folders for document in options.documents(assessment, folder)]
            lines += [f"PDF:      {place / 'reports' / document.file}" for document in printed]
        if "json" in options.formats:
            lines.append(f"Data:     {place / 'report.json'}")
        if "xlsx" in options.formats:
            lines += [f"Sheets:   {place / 'reports' / f'{file_name(assessment, folder)}.xlsx'}" for folder in folders]
        if "ics" in options.formats:
            lines.append(f"Calendar: {place / 'updates.ics'}")
    return lines


def site_config(directory: Path) -> Path | None:
    """Return the directory's ``mkdocs.yml`` if it says that it is meant for reports (``extra: {reportgen: …}``)."""
    from reportgen.source import read_yaml  # noqa: PLC0415 - imported on use

    place = directory / "mkdocs.yml"
    if not place.is_file():
        return None
    root = read_yaml("mkdocs.yml", place.read_bytes()).root
    extra = root.get("extra") if isinstance(root, dict) else None
    return place if isinstance(extra, dict) and "reportgen" in extra else None
