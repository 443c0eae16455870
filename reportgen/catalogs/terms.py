"""Read terms of service: those of the package and the user's own, both of the format ``reportgen/terms/v1``.

``docs/examples/inhouse-platform.terms.yaml`` shows every key. A key whose absence would silently mean "nothing is promised" has to be
written, if only as ``null``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator
from importlib import resources
from zoneinfo import ZoneInfo

from reportgen.calendar import holidays_of
from reportgen.catalogs.entries import Entry, one_of
from reportgen.errors import InputError, Location, Problem
from reportgen.model import Plan, UpdateClass
from reportgen.source import LocatedMap, read_yaml
from reportgen.terms import CalendarRule, ClassRule, Terms, TermsVersion

SCHEMA = "reportgen/terms/v1"

_PLANS = tuple(plan.value for plan in Plan)
_CLASSES = tuple(update_class.value for update_class in UpdateClass)
_FILE_KEYS = ("schema", "id", "title", "issuer", "source", "plans", "platform_services", "order_clause", "calendar", "versions")
_CALENDAR_KEYS = ("country", "subdivision", "categories", "zone", "definition")
_VERSION_KEYS = ("in_force", "clause", "lead_working_days", "postponement", "working_day_defined", "classes")
_POSTPONEMENT_KEYS = ("rule", "clause", "notice_working_days", "classes")
_CLASS_KEYS = ("class", "window", "frequency", "lead_promised")
_MOST_DAYS = 250
_ID = re.compile(r"[a-z0-9][a-z0-9.-]*")
_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def load_terms(extra: Iterable[tuple[str, bytes]] = ()) -> dict[str, Terms]:
    """Return all terms by id: first those of the package, then the user's.

    ``extra`` holds the user's files as (label for locations, bytes).

    Raises:
        InputError: Everything that is wrong with the files, an id that is taken included.
    """
    found: dict[str, Terms] = {}
    problems: list[Problem] = []
    for label, data, user_supplied in (*_shipped(), *((label, data, True) for label, data in extra)):
        terms, place = _read(label, data, user_supplied, problems)
        if terms is None:
            continue
        if terms.id in found:
            problems.append(Problem(place, f"terms `{terms.id}` are already defined in {found[terms.id].file}", "give them another id"))
        else:
            found[terms.id] = terms
    if problems:
        raise InputError(problems)
    return found


def _shipped() -> Iterator[tuple[str, bytes, bool]]:
    folder = resources.files("reportgen.catalogs") / "terms"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            yield f"reportgen/catalogs/terms/{file.name}", file.read_bytes(), False


def _read(label: str, data: bytes, user_supplied: bool, problems: list[Problem]) -> tuple[Terms | None, Location]:
    """Return the terms of one file and the place of their id; None = the file has problems, which were added."""
    document = read_yaml(label, data)
    found = list(document.problems)
    terms = None
    place = Location(label, 1, 1)
    if isinstance(document.root, LocatedMap):
        place = document.root.at("id")
        terms = _terms(Entry(node=document.root, kind="terms file", problems=found), label, document.sha256, user_supplied)
    elif not found:
        found.append(Problem(place, "a terms file is a mapping", f"begin with `schema: {SCHEMA}`"))
    problems += found
    return (None if found else terms), place


def _terms(entry: Entry, label: str, sha256: str, user_supplied: bool) -> Terms:
    _check_keys(entry, _FILE_KEYS, needed=("calendar", "versions", "plans", "platform_services"))
    entry.word("schema", (SCHEMA,))
    id_ = entry.text("id")
    if id_ and not _ID.fullmatch(id_):
        entry.complain(entry.node.at("id"), f"`{id_}` is not an id", "use a-z, 0-9, dot and hyphen")
    return Terms(
        id=id_,
        title=entry.text("title"),
        issuer=entry.text("issuer"),
        source=entry.text("source"),
        calendar=_calendar(entry.entry("calendar", "calendar")),
        plans=entry.words("plans", _PLANS),
        platform_services=entry.words("platform_services"),
        order_clause=entry.text("order_clause", ""),
        versions=_versions(entry),
        user_supplied=user_supplied,
        file=label,
        sha256=sha256,
    )


def _check_keys(entry: Entry, known: Collection[str], needed: Collection[str]) -> None:
    """Refuse unknown keys and ask for those that have to be written, if only as null."""
    entry.refuse_unknown_keys(known)
    for key in needed:
        if key not in entry.node:
            entry.complain(entry.node.location(), f"this {entry.kind} needs `{key}`", "write `null` where there is none")


def _calendar(entry: Entry | None) -> CalendarRule:
    if entry is None:
        return CalendarRule(country="", categories=(), zone="", definition="")
    entry.refuse_unknown_keys(_CALENDAR_KEYS)
    before = len(entry.problems)
    if not isinstance(entry.node.get("categories"), list):
        entry.complain(entry.node.location(), "this calendar needs `categories`", "such as [public]")
    rule = CalendarRule(
        country=entry.text("country"),
        subdivision=entry.text("subdivision", "") or None,
        categories=entry.words("categories"),
        zone=entry.text("zone"),
        definition=entry.text("definition"),
    )
    if len(entry.problems) == before:
        _check_calendar(entry, rule)
    return rule


def _check_calendar(entry: Entry, rule: CalendarRule) -> None:
    """Complain of a country, subdivision, category or time zone that nobody knows."""
    try:
        known = holidays_of(CalendarRule(country=rule.country, categories=("public",), zone=rule.zone, definition=""))
    except (NotImplementedError, ValueError):
        entry.complain(entry.node.at("country"), f"no calendar is known for the country `{rule.country}`", "an ISO 3166 code such as SE")
    else:
        if rule.subdivision is not None and rule.subdivision not in known.subdivisions:
            hint = one_of(known.subdivisions) if known.subdivisions else "leave it out"
            entry.complain(entry.node.at("subdivision"), f"`{rule.subdivision}` is not a subdivision of {rule.country}", hint)
        for category in rule.categories:
            if category not in known.supported_categories:
                message = f"`{category}` is not a category of holidays of {rule.country}"
                entry.complain(entry.node.at("categories"), message, one_of(known.supported_categories))
    try:
        ZoneInfo(rule.zone)
    except (OSError, ValueError, KeyError):
        entry.complain(entry.node.at("zone"), f"`{rule.zone}` is not a time zone", "an IANA name such as Europe/Stockholm")


def _versions(entry: Entry) -> tuple[TermsVersion, ...]:
    entries = tuple(entry.entries("versions", "version"))
    if not entries and isinstance(entry.node.get("versions"), list):
        entry.complain(entry.node.at("versions"), "there is no version of the terms", "write at least one")
    dates = [_date(version, "in_force") for version in entries]
    for index, version in enumerate(entries):
        previous, this = dates[index - 1], dates[index]
        if index and this is None and version.node.get("in_force") is None:
            version.complain(version.node.at("in_force"), "only the first version may be in force from the beginning")
        elif index and this is not None and previous is not None and this <= previous:
            message = f"the version of {this} stands after that of {previous}"
            version.complain(version.node.at("in_force"), message, "order the versions from the oldest to the newest")
    names = [_name(date, dates[index + 1 : index + 2]) for index, date in enumerate(dates)]
    return tuple(_version(version, name, date) for version, name, date in zip(entries, names, dates, strict=True))


def _name(in_force: dt.date | None, following: list[dt.date | None]) -> str:
    if in_force is not None:
        return in_force.isoformat()
    return f"before-{following[0]}" if following and following[0] else "from-the-beginning"


def _version(entry: Entry, name: str, in_force: dt.date | None) -> TermsVersion:
    _check_keys(entry, _VERSION_KEYS, needed=_VERSION_KEYS)
    lead = _count(entry, "lead_working_days")
    classes = tuple(_class_rule(rule) for rule in entry.entries("classes", "class rule"))
    _check_classes(entry, classes, lead)
    clause = entry.text("clause", "") or None
    if lead is not None and clause is None:
        entry.complain(entry.node.at("clause"), "a version that promises a lead needs the `clause` that does")
    postponement = entry.entry("postponement", "postponement")
    rule, notice, notice_clause, postponable = _postponement(postponement)
    return TermsVersion(
        version=name,
        in_force=in_force,
        clause=clause,
        lead_working_days=lead,
        postponement=rule,
        postponement_clause=notice_clause,
        postponement_notice_days=notice,
        working_day_defined=entry.flag("working_day_defined"),
        classes=classes,
        postponable=postponable,
    )


def _postponement(entry: Entry | None) -> tuple[str, int | None, str | None, tuple[UpdateClass, ...]]:
    if entry is None:
        return "", None, None, ()
    _check_keys(entry, _POSTPONEMENT_KEYS, needed=("notice_working_days", "classes"))
    classes = tuple(UpdateClass(word) for word in entry.words("classes", _CLASSES))
    return entry.text("rule"), _count(entry, "notice_working_days"), entry.text("clause", "") or None, classes


def _class_rule(entry: Entry) -> ClassRule:
    _check_keys(entry, _CLASS_KEYS, needed=("window", "lead_promised"))
    return ClassRule(
        update_class=UpdateClass(entry.word("class", _CLASSES) or UpdateClass.MINOR),
        window=_window(entry),
        frequency=entry.text("frequency"),
        lead_promised=entry.flag("lead_promised"),
    )


def _check_classes(entry: Entry, classes: tuple[ClassRule, ...], lead: int | None) -> None:
    """Complain of a class that is given twice, and of one that is missing where a lead is promised."""
    named = [rule.update_class for rule in classes]
    for word in sorted({word for word in named if named.count(word) > 1}):
        entry.complain(entry.node.at("classes"), f"the class `{word}` is given twice")
    missing = [word for word in UpdateClass if word not in named]
    if lead is not None and missing:
        message = f"a version that promises a lead has to say of every class whether it holds; missing: {', '.join(missing)}"
        entry.complain(entry.node.at("classes"), message)


def _window(entry: Entry) -> tuple[dt.time, dt.time] | None:
    text = entry.node.get("window")
    if text is None:
        return None
    match = _WINDOW.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        entry.complain(entry.node.at("window"), "`window` is not a window", 'write "22:00-05:00", or null for any hour')
        return None
    start_hour, start_minute, end_hour, end_minute = (int(part) for part in match.groups())
    return dt.time(start_hour, start_minute), dt.time(end_hour, end_minute)


def _date(entry: Entry, key: str) -> dt.date | None:
    value = entry.node.get(key)
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value if isinstance(value, str) and len(value) == len("2024-03-01") else "")
    except ValueError:
        entry.complain(entry.node.at(key), f"`{key}` must be a date", "write it as 2024-03-01")
        return None


def _count(entry: Entry, key: str) -> int | None:
    value = entry.node.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST_DAYS:
        entry.complain(entry.node.at(key), f"`{key}` must be a number of working days from 1 to {_MOST_DAYS}", "null = none")
        return None
    return value
