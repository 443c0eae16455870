"""Tables about the command line, the checks, the frameworks, the templates and the bounds, made from what the code itself uses."""

from __future__ import annotations

import dataclasses
import re
import textwrap
from collections.abc import Iterator

import click
from jinja2.filters import FILTERS
from reference_schema import row, table

from reportgen import catalogs, source
from reportgen.catalogs.frameworks import load_catalog
from reportgen.catalogs.parameters import PARTIES, SEVERITIES
from reportgen.checks import CHECKS, SCOPES
from reportgen.cli.commands import reportgen
from reportgen.cli.layout import parted
from reportgen.diff import CODES
from reportgen.findings import MEMBERS_SHOWN
from reportgen.inventory import brand, types, words
from reportgen.regulation import Scope
from reportgen.render import resources
from reportgen.report import model as report_model
from reportgen.report.figures.matrix import GROUPS_SHOWN
from reportgen.report.figures.timeline import LINES_PER_FIGURE
from reportgen.report.words import LEDGER_BADGES
from reportgen.rules import changes, facts, pairs
from reportgen.rules.sentences import SHARED_WORDS
from reportgen.scopes import RULES
from reportgen.sides import recorded

_BLOCK = re.compile(r"{%-?\s*block\s+(\w+)")
_EXTENDS = re.compile(r'{%-?\s*extends\s+"([^"]+)"')
_FILTER = re.compile(r"\|\s*([a-z_]+)")
_TAG = re.compile(r"{[{%].*?[%}]}", re.DOTALL)
_VALUES = {
    name: value
    for name, value in vars(report_model).items()
    if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == report_model.__name__ and name != "PairWords"
}
_NAMES = re.compile(rf"\b(?:{'|'.join(_VALUES)})\b")


def fenced(language: str, text: str) -> str:
    """Return a text as a block of code."""
    return f"```{language}\n{text.strip()}\n```"


# The command line


def commands() -> str:
    """Return a section for every command."""
    return "\n\n".join(_command(command, path) for path, command in leaves(reportgen))


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command that is no group, with the words that call it after ``reportgen``."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, name))
        else:
            yield (*path, name), command


def _command(command: click.Command, path: tuple[str, ...]) -> str:
    name = " ".join(("reportgen", *path))
    context = click.Context(command, info_name=name)
    said, examples = parted(command.help)
    parts = [f"## {name}", fenced("text", " ".join((name, *command.collect_usage_pieces(context)))), _prose(said)]
    options = [option for option in command.params if isinstance(option, click.Option)]
    if options:
        parts.append(table(("Option", "Default", "Meaning"), (_option(option, context) for option in options)))
    if examples:
        parts.append(fenced("sh", "\n".join(examples)))
    return "\n\n".join(parts)


def _prose(text: str) -> str:
    paragraphs = (" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))
    return "\n\n".join(re.sub(r"{%.*?%}", lambda tag: f"`{tag[0]}`", paragraph) for paragraph in paragraphs)


def _option(option: click.Option, context: click.Context) -> str:
    metavar = option.make_metavar(context).strip("[]") if not option.is_flag else ""
    names = " ".join(f"`{name}`" for name in sorted(option.opts, key=len))
    default = f"`{option.default}`" if option.show_default and option.default is not None else ""
    return row(f"{names} {f'`{metavar}`' if metavar else ''}", default, option.help or "")


# Verdicts


def statuses() -> str:
    """Return the statuses of findings and of rows of the ledger, each with the mark and the words of the report."""
    found = ((status.value, badge.mark, badge.text) for status, badge in report_model.STATUS_BADGES.items())
    rows = ((status.value, badge.mark, badge.text) for status, badge in LEDGER_BADGES.items())
    return "\n\n".join(
        (
            "Of a finding, and of a requirement for a subject, worst first:",
            table(("Status", "Mark", "In words"), (row(f"`{s}`", mark, text) for s, mark, text in found)),
            "Of a row of the update ledger, in the order in which they are decided:",
            table(("Status", "Mark", "In words"), (row(f"`{s}`", mark, text) for s, mark, text in rows)),
        )
    )


def change_codes() -> str:
    """Return the codes of changes with their severity, their meaning and their opposite."""
    found = (
        row(
            f"`{code}`",
            f"{info.severity.value}{f'; {info.otherwise}' if info.otherwise else ''}",
            info.meaning,
            f"`{info.opposite}`" if info.opposite else "",
        )
        for code, info in CODES.items()
    )
    return table(("Code", "Severity", "Says", "The other way round"), found)


def checks() -> str:
    """Return every check with its question, its code, and what decides it."""
    rows = (row(f"`{c.id}`", c.title, c.question, _decided_from(c.id), f"`{c.id.replace('_', '-')}`") for c in CHECKS.values())
    return table(("Check", "Title", "Question", "Decided from", "Code begins with"), rows)


def _decided_from(check: str) -> str:
    sources = ((pairs.CHECKS, "pairs of deployments"), (facts.CHECKS, "the deployment"), (changes.CHECKS, "updates"))
    return " and ".join(words for table_, words in sources if check in table_) or "evidence only"


def scopes() -> str:
    """Return every scope with its subjects and their counterparts."""
    return table(("Scope", "Judged on", "Subjects", "Counterparts"), (_scope(scope) for scope in SCOPES))


def _scope(scope: Scope) -> str:
    rule = RULES.get(scope)
    if rule is None:
        return row(f"`{scope}`", SCOPES[scope], "an update in a production Environment", "")
    return row(f"`{scope}`", SCOPES[scope], rule.subjects, rule.counterparts if rule.names_counterparts else "")


def shared() -> str:
    """Return the words for what a pair still shares, in their order."""
    named = [*list(SHARED_WORDS.items())[:-1], ("service:NAME", "the service of that name"), *list(SHARED_WORDS.items())[-1:]]
    return table(("Word", "What is shared"), (row(f"`{word}`", meaning) for word, meaning in named))


# Catalogues


def frameworks() -> str:
    """Return the shipped frameworks: how many requirements they have, and how many of these were checked against their text."""
    return table(("Framework", "Title", "Requirements", "Text verified", "Status", "In force"), _frameworks())


def _frameworks() -> Iterator[str]:
    for framework in load_catalog().frameworks:
        verified = sum(requirement.verification.is_verified for requirement in framework.requirements)
        until = f" to {framework.in_force_to}" if framework.in_force_to else ""
        force = f"{framework.in_force_from or 'start not known'}{until}"
        yield row(f"`{framework.id}`", framework.title, str(len(framework.requirements)), str(verified), framework.status, force)


def catalogue_format() -> str:
    """Return the format of a catalogue file as the package describes it, with the words of its parameters."""
    text = (catalogs.__doc__ or "").partition("::\n")[2]
    example, _, rest = text.partition("\n\n``relationship``")
    return "\n\n".join(
        (
            fenced("yaml", textwrap.dedent(example)),
            f"`relationship`{' '.join(rest.split()).replace('``', '`')}",
            f"Severities in `patch_deadline_days`: {_listed(SEVERITIES)}. Parties in `max_age_days`: {_listed(PARTIES)}.",
        )
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


# Templates


def templates() -> str:
    """Return every template with what it extends and its blocks, and the filters that the bundled ones use."""
    texts = {name: resources.bundled(f"templates/{name}").read_text(encoding="utf-8") for name in resources.names()}
    rows = (row(f"`{name}`", _extended(text), _listed(tuple(_BLOCK.findall(text)))) for name, text in texts.items())
    parts = [table(("Template", "Extends", "Blocks"), rows)]
    for kind in ("site", "pdf"):
        used = {name for path, text in texts.items() if path.startswith(f"{kind}/") for name in _filters(text)}
        parts.append(f"Filters in `{kind}/`, besides Jinja's own: {_listed(tuple(sorted(used - FILTERS.keys())))}.")
    return "\n\n".join(parts)


def _extended(text: str) -> str:
    found = _EXTENDS.search(re.sub(r"{#.*?#}", "", text, flags=re.DOTALL))
    return f"`{found[1]}`" if found else ""


def _filters(text: str) -> Iterator[str]:
    for tag in _TAG.findall(re.sub(r"{#.*?#}", "", text, flags=re.DOTALL)):
        yield from _FILTER.findall(re.sub(r'"[^"]*"', '""', tag))


def template_variables() -> str:
    """Return a table for every value of the report model: its fields, and what they hold."""
    return "\n\n".join(_value(name, value) for name, value in sorted(_VALUES.items(), key=lambda item: item[0] != "Book"))


def _value(name: str, value: type) -> str:
    rows = (row(f"`{field.name}`", _type_words(str(field.type))) for field in dataclasses.fields(value))
    about = " ".join((value.__doc__ or "").split()).replace("``", "`")
    return "\n\n".join((f"### {name}", about, table(("Field", "Holds"), rows)))


def _type_words(annotation: str) -> str:
    """Put the type of a field into words: ``tuple[Clause, ...]`` is a list of Clause."""
    text, before = annotation, ""
    while text != before:
        before, text = text, re.sub(r"tuple\[([^\[\]]*), \.\.\.\]", r"list of \1", text)
    text = re.sub(r"tuple\[(.*?)\]", r"(\1)", text)
    for code, words_ in (("dt.date", "date"), (" | None", " or none"), ("str", "text"), ("int", "whole number")):
        text = re.sub(rf"{re.escape(code)}(?!\w)", words_, text)
    return _NAMES.sub(lambda name: f"[{name[0]}](#{name[0].lower()})", text)


# Bounds


def bounds() -> str:
    """Return the bounds on what is read, and on what is shown of many."""
    limits = (
        ("Largest file of an inventory", f"{source.MAX_BYTES // (1024 * 1024)} MiB"),
        ("Largest report that is compared, and most that is read of one revision", f"{recorded.MAX_REPORT_BYTES // (1024 * 1024)} MiB"),
        ("Deepest nesting of mappings and lists, aliases expanded", str(source.MAX_DEPTH)),
        ("Values that the aliases of one file may stand for", f"{source.MAX_ALIASED_NODES:,}"),
        ("Longest name", f"{types.NAME_LENGTH} characters"),
        ("Longest text", f"{types.TEXT_LENGTH:,} characters"),
        ("Largest logo", f"{brand.LOGO_BYTES // 1000:,} kB, {brand.PIXELS:,} pixels in either direction or {brand.ELEMENTS:,} elements"),
        ("Largest style sheet and font of a brand", f"{brand.CSS_BYTES // 1000:,} kB and {brand.FONT_BYTES // 1000:,} kB"),
        ("Years that a date may have", f"{words.FIRST_YEAR} to {words.LAST_YEAR}"),
        ("Counterparts that a finding names; the rest are counted", str(MEMBERS_SHOWN)),
        ("Groups of deployments in one isolation matrix", str(GROUPS_SHOWN)),
        ("Updates in one drawn timeline; more make several drawings", str(LINES_PER_FIGURE)),
    )
    return table(("What", "Bound"), (row(what, bound) for what, bound in limits))
