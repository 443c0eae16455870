"""The commands. Heavy imports stand inside them, so that ``--help`` starts fast."""

# ruff: noqa: PLC0415

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import click

from reportgen import __version__
from reportgen.cli import dossiers, papers
from reportgen.cli.layout import Group
from reportgen.cli.options import AN_INVENTORY, TERMINAL, Period, as_of_option, fail_on_option, format_option, inventory_argument, words_of


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="reportgen")
def reportgen() -> None:
    """Report how Application Deployments are isolated, which requirements that satisfies, and in which order updates reach them.

    Exit codes: 0 clean, 1 findings at or above the threshold, 2 wrong usage or bad input, 3 a bug of reportgen.

    For completion in your shell, evaluate the output of _REPORTGEN_COMPLETE=bash_source reportgen (or zsh_source, fish_source).

    Example: reportgen init demo && cd demo && reportgen build inventories/demo
    """


@reportgen.command()
@click.argument("directory", type=click.Path(path_type=Path))
def init(directory: Path) -> None:
    """Write a commented starter inventory, mkdocs.yml, .gitignore and a CI example into DIRECTORY.

    Example: reportgen init demo && cd demo && reportgen build inventories/demo
    """
    from reportgen.starter import write_starter

    inventory = write_starter(directory)
    click.echo(f"Wrote a starter to {directory}. Next:\n\n  cd {directory}\n  reportgen check {inventory}\n  reportgen build {inventory}")


@reportgen.command()
@inventory_argument
@as_of_option
@fail_on_option("unknown")
@format_option("text", "json", "sarif", "junit")
def check(inventory: Path, as_of: dt.date | None, fail_on: str, form: str) -> None:
    """Validate INVENTORY (a file or a directory), judge it, and print the verdicts.

    Examples:
      reportgen check inventories/acme-care
      reportgen check inventories/acme-care --fail-on not-satisfied --format sarif > results.sarif
    """
    from reportgen import pipeline

    assessment = pipeline.judge(inventory, as_of, language=None if form == "json" else TERMINAL)
    if form == "json":
        _write(pipeline.snapshot_bytes(assessment))
    elif form == "sarif":
        from reportgen.render.sarif import render_sarif

        _write(render_sarif(assessment, version=__version__, base=pipeline.typed_base(inventory)))
    elif form == "junit":
        from reportgen.render.junit import render_junit

        _write(render_junit(assessment))
    else:
        from reportgen.render.text import render_check

        click.echo(render_check(assessment, pipeline.typed_base(inventory)))
    sys.exit(1 if pipeline.fails(assessment, fail_on) else 0)


@reportgen.command()
@click.argument("inventories", type=AN_INVENTORY, nargs=-1, required=True, metavar="INVENTORY...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    default=Path("site"),
    show_default=True,
    help="The directory to write.",
)
@click.option(
    "--formats", metavar="FORMAT,...", default="site,pdf,json", show_default=True, help="What to write: site, pdf, json, xlsx, ics."
)
@click.option(
    "--templates", type=click.Path(path_type=Path), metavar="DIR", help="A directory of templates that stand in for the bundled ones."
)
@click.option("--period", type=Period(), help="Also sum up the updates of this audit period, both days included.")
@click.option("--language", metavar="LANGUAGE", help="The language of the report: en or sv. Not given: that of the inventory.")
@click.option("--languages", metavar="LANGUAGE,...", help="Write site and PDF in several languages, the first one at the site's top.")
@click.option(
    "--since",
    metavar="OLD|none",
    help="Show what changed since OLD, a side as of diff; by default the newest release for an earlier day, if there is one.",
)
@click.option("--publish", metavar="NAME", help="Write OUTPUT/NAME beside the releases that are there, and a list of all.")
@click.option("--pages-only", is_flag=True, help="Leave the site unbuilt: pages in Markdown, and the mkdocs.yml that builds them.")
@click.option(
    "--edition",
    metavar="EDITION,...",
    default="auditor",
    show_default=True,
    help="PDFs for which readers: auditor, executive, engineer; or customer, alone.",
)
@click.option(
    "--recipient",
    multiple=True,
    metavar="KIND:NAME",
    help="With --edition customer: for whom, tenant:NAME or application:NAME; more than once for several. Or for each of a --split.",
)
@click.option(
    "--pseudonym-salt",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="With --edition customer: the secret behind the pseudonyms of the neighbours, as `reportgen salt` makes it.",
)
@click.option("--split", type=click.Choice(["environment", "application", "tenant"]), help="A PDF for each, and one that lists them.")
@click.option(
    "--page-size",
    type=click.Choice(["A4", "Letter"], case_sensitive=False),
    metavar="[A4|Letter]",
    help="The paper, instead of what the inventory asks for.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    default=1,
    show_default=True,
    help="Processes, for several inventories or PDFs.",
)
@as_of_option
@fail_on_option(None)
def build(
    inventories: tuple[Path, ...],
    output: Path,
    formats: str,
    templates: Path | None,
    period: tuple[dt.date, dt.date] | None,
    language: str | None,
    languages: str | None,
    since: str | None,
    publish: str | None,
    pages_only: bool,
    edition: str,
    recipient: tuple[str, ...],
    pseudonym_salt: Path | None,
    split: str | None,
    page_size: str | None,
    jobs: int,
    as_of: dt.date | None,
    fail_on: str | None,
) -> None:
    """Write the docs site, the PDF report and report.json of each INVENTORY.

    The output directory is replaced as a whole, or not at all. A mkdocs.yml in the current directory with an entry
    `extra: {reportgen: ...}` decides the look of the site.

    Examples:
      reportgen build inventories/acme-care
      reportgen build inventories/acme-care --since git:v2024.3
      reportgen build inventories/* -o public --formats site,pdf -j 4
      reportgen build inventories/acme-care --languages en,sv
      reportgen build inventories/acme-care --edition auditor,executive --page-size Letter
      reportgen build inventories/acme-care -o public --publish 2024-12
      reportgen build inventories/acme-care -o out --edition customer --recipient application:analytics --pseudonym-salt ../salt
    """
    from reportgen import pipeline

    editions = words_of(edition, tuple(pipeline.EDITIONS), "an edition", "--edition")
    if "customer" in editions:
        from reportgen.pipeline.dossiers import DossierOptions

        refused = {"--publish": publish, "--pages-only": pages_only, "--languages": languages, "another edition": len(editions) > 1}
        dossiers.refuse({**refused, "--since": since not in (None, "none"), "several inventories": len(inventories) > 1})
        asked = DossierOptions(
            salt=pseudonym_salt,
            recipients=recipient,
            split=split,
            formats=words_of(formats, pipeline.FORMATS, "a format", "--formats") if dossiers.is_given("formats") else ("pdf",),
            as_of=as_of,
            language=language,
            templates=templates,
            page_size=page_size,
            period=period,
        )
        dossiers.build(inventories[0], output, asked, fail_on)
        return
    if recipient or pseudonym_salt is not None:
        raise click.UsageError("--recipient and --pseudonym-salt go with --edition customer")
    wanted = words_of(formats, pipeline.FORMATS, "a format", "--formats")
    if language is not None and languages is not None:
        raise click.UsageError("--language and --languages do not go together")
    if publish is not None and len(inventories) > 1:
        raise click.UsageError("--publish goes with one inventory")
    if pages_only and "site" not in wanted:
        raise click.UsageError("--pages-only goes with the format site")
    options = pipeline.BuildOptions(
        formats=wanted,
        as_of=as_of,
        templates=templates,
        site_config=pipeline.site_config(Path.cwd()),
        period=period,
        pages_only=pages_only,
        languages=_words(language or languages or ""),
        since=since,
        editions=editions,
        split=split,
        page_size=page_size,
    )
    steps = len(inventories) * len(wanted)
    with click.progressbar(length=steps, label="Building", file=sys.stderr, item_show_func=lambda item: item) as bar:
        if publish is None:
            assessments = pipeline.build(inventories, output, options, lambda name: bar.update(1, name), jobs=jobs)
        else:
            from reportgen.pipeline.publishing import publish as publish_release

            assessments = (publish_release(inventories[0], output, publish, options, lambda name: bar.update(1, name)),)
            output, listing = output / publish, output / "index.html"
            click.echo(f"Releases: {listing}")
    for line in pipeline.written(output, options, assessments, inventories):
        click.echo(line)
    if fail_on is not None and any(pipeline.fails(assessment, fail_on) for assessment in assessments):
        sys.exit(1)


@reportgen.command()
@inventory_argument
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="N", default=8000, show_default=True, help="Where to serve; 0 takes any that is free."
)
@click.option("--open", "open_browser", is_flag=True, help="Open the site in your browser.")
@click.option(
    "--templates", type=click.Path(path_type=Path), metavar="DIR", help="A directory of templates that stand in for the bundled ones."
)
@as_of_option
def serve(inventory: Path, port: int, open_browser: bool, templates: Path | None, as_of: dt.date | None) -> None:
    """Serve the site of INVENTORY on this computer, and build it again whenever a file changes.

    Mistakes are shown in the browser with file and line, and the page reloads when they are mended. Nobody else can reach it; nothing
    is written. Ctrl-C ends it.

    Example: reportgen serve inventories/acme-care --open
    """
    from reportgen import pipeline
    from reportgen.pipeline.serving import serve as serve_site

    options = pipeline.BuildOptions(
        formats=("site", "json"), as_of=as_of, templates=templates, site_config=pipeline.site_config(Path.cwd())
    )
    serve_site(inventory, options, port=port, say=lambda line: click.echo(line, err=True), open_browser=open_browser)


@reportgen.command()
@inventory_argument
@click.argument("deployment")
@click.argument("requirement", required=False)
@as_of_option
@format_option("text", "json")
def explain(inventory: Path, deployment: str, requirement: str | None, as_of: dt.date | None, form: str) -> None:
    """Give the reasons of the verdicts on DEPLOYMENT, and the smallest change that would satisfy what is not.

    REQUIREMENT is an id such as iso27001-2022/a.8.31, or a framework; without it, everything that is not satisfied is explained.

    Example: reportgen explain inventories/acme-care cardio-viewer-staging iso27001-2022/a.8.31
    """
    from reportgen import pipeline
    from reportgen.render import text

    assessment = pipeline.judge(inventory, as_of, language=None if form == "json" else TERMINAL)
    found = pipeline.deployment_named(assessment.inventory, deployment)
    findings = pipeline.findings_about(assessment, found, requirement)
    if form == "json":
        _write_json(text.explanation_data(assessment, found, findings))
    else:
        click.echo(text.render_explanation(assessment, found, findings, pipeline.typed_base(inventory)))


@reportgen.command()
@inventory_argument
@click.argument("a")
@click.argument("b")
@as_of_option
@format_option("text", "json")
def isolation(inventory: Path, a: str, b: str, as_of: dt.date | None, form: str) -> None:
    """Say what isolates deployments A and B from each other, what they still share, and why.

    Example: reportgen isolation inventories/acme-care cardio-viewer-production cardio-viewer-staging --format json
    """
    from reportgen import pipeline
    from reportgen.render import text

    read, _ = pipeline.read(inventory, as_of)
    pair = pipeline.isolation_between(read, a, b)
    if form == "json":
        _write_json({"a": a, "b": b, **text.isolation_data(pair)})
    else:
        click.echo(text.render_isolation(read, a, b, pair))


@reportgen.command()
@inventory_argument
@as_of_option
@click.option(
    "--if",
    "what_if",
    metavar="service=S,version=V,ENVIRONMENT=DAY",
    help="Plan as if this update were planned too, for example service=welkin,version=v0.43.0,staging=2025-01-13.",
)
@click.option("--period", type=Period(), help="Sum up the updates of this period instead, both days included.")
@format_option("text", "json", "ics")
def plan(inventory: Path, as_of: dt.date | None, what_if: str | None, period: tuple[dt.date, dt.date] | None, form: str) -> None:
    """Say for each pending or planned update when it can reach each Environment, how long there is to verify, and until when to postpone.

    Examples:
      reportgen plan inventories/acme-care --format ics > updates.ics
      reportgen plan inventories/acme-care --if service=welkin,version=v0.43.0,class=minor,staging=2025-01-13
    """
    from reportgen import pipeline
    from reportgen.render import plans

    if period is not None:
        if form == "ics" or what_if:
            raise click.UsageError("--period goes with --format text or json, and not with --if")
        summary = pipeline.period_summary(inventory, as_of, period, language=None if form == "json" else TERMINAL)
        click.echo(plans.period_text(summary, period)) if form == "text" else _write_json(plans.period_data(summary, period))
        return
    planned = pipeline.plan(inventory, as_of, what_if, language=TERMINAL if form == "text" else None)
    if form == "ics":
        _write(pipeline.plan_calendar(planned))
    elif form == "json":
        _write_json(plans.plan_data(planned))
    else:
        click.echo(plans.plan_text(planned))


@reportgen.command()
@click.argument("words", nargs=-1, metavar="NAME [INVENTORY...]")
@as_of_option
@click.option("--force", is_flag=True, help="Replace a release of this name that holds something else.")
@click.option("--list", "listing", is_flag=True, help="List the releases instead, oldest first; all words are inventories then.")
@format_option("text", "json")
def release(words: tuple[str, ...], as_of: dt.date | None, force: bool, listing: bool, form: str) -> None:
    """Freeze the report of each INVENTORY under NAME, so that `diff` and the next `build` can be held against it.

    It becomes the file releases/NAME.json inside the inventory's directory; commit it. Without INVENTORY, it is the one below inventories/.

    Examples:
      reportgen release 2024-q4 inventories/acme-care
      reportgen release --list inventories/acme-care
    """
    from reportgen import pipeline
    from reportgen.render import releases as shown

    paths = tuple(map(Path, words if listing else words[1:])) or (pipeline.sole_inventory(Path.cwd()),)
    if listing:
        if force or as_of is not None:
            raise click.UsageError("--list goes without --force and --as-of")
        found = pipeline.released(paths)
        click.echo(shown.list_text(found)) if form == "text" else _write_json(shown.list_data(found))
        return
    if not words:
        raise click.UsageError("Missing argument 'NAME'.")
    if form == "json":
        raise click.UsageError("--format json goes with --list")
    for frozen in pipeline.freeze(words[0], paths, as_of, force=force):
        click.echo(f"{frozen.file}: as of {frozen.as_of.isoformat()}, {frozen.state}")


@reportgen.command()
@click.argument("what", type=click.Choice(["inventory", "report", "diff"]))
def schema(what: str) -> None:
    """Print the JSON Schema of the inventory, of report.json or of a diff, for editors and scripts.

    Example: reportgen schema inventory > inventory.schema.json
    """
    from reportgen import pipeline

    _write_json(pipeline.json_schema(what))


reportgen.add_command(dossiers.salt)
reportgen.add_command(papers.verify)
reportgen.add_command(papers.sign)


@reportgen.group()
def catalog() -> None:
    """Look at the frameworks and requirements behind the verdicts."""


@catalog.command("list")
@click.option(
    "--inventory", type=click.Path(path_type=Path, exists=True), metavar="INVENTORY", help="Also the catalogue files beside this inventory."
)
@format_option("text", "json")
def catalog_list(inventory: Path | None, form: str) -> None:
    """List the frameworks.

    Example: reportgen catalog list --inventory inventories/acme-care
    """
    from reportgen import pipeline
    from reportgen.render import catalogue

    known = pipeline.know(inventory).catalog
    click.echo(catalogue.list_text(known)) if form == "text" else _write_json(catalogue.list_data(known))


@catalog.command("show")
@click.argument("what", metavar="FRAMEWORK[/CLAUSE]")
@click.option(
    "--inventory", type=click.Path(path_type=Path, exists=True), metavar="INVENTORY", help="Also the catalogue files beside this inventory."
)
@format_option("text", "json")
def catalog_show(what: str, inventory: Path | None, form: str) -> None:
    """Show one framework or one of its requirements.

    Example: reportgen catalog show iso27001-2022/A.8.31
    """
    from reportgen import pipeline
    from reportgen.render import catalogue

    known = pipeline.know(inventory).catalog
    framework, requirements = pipeline.catalogued(known, what)
    if form == "json":
        _write_json(catalogue.show_data(framework, requirements))
    else:
        click.echo(catalogue.show_text(framework, requirements))


@reportgen.group()
def templates() -> None:
    """Look at the templates of site and PDF, and copy those to change."""


@templates.command("list")
def templates_list() -> None:
    """List the bundled templates."""
    from reportgen.render.resources import names

    click.echo("\n".join(names()))


@templates.command("copy")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="DIR", default=Path("my-templates"), show_default=True, help="Where to."
)
def templates_copy(names: tuple[str, ...], output: Path) -> None:
    """Copy templates to a directory of yours, for `reportgen build --templates`.

    To change one block only, write a template of the same name that begins with {% extends "builtin/NAME" %}.

    Example: reportgen templates copy site/index.md.j2 -o my-templates
    """
    from reportgen.render.resources import copy

    for path in copy(names, output):
        click.echo(path)


def _write(data: bytes) -> None:
    sys.stdout.buffer.write(data)


def _write_json(data: object) -> None:
    _write((json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a list with commas, each once."""
    return tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
