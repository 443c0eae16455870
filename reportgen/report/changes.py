"""The changes between two reports in the report's own terms: what matters first, then by application, what is harmless summed up.

Terminal, Markdown, HTML, PDF and the section that ``build --since`` adds all show this one value.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace

from reportgen.diff import Cause, Change, Comparison, Severity, Side
from reportgen.errors import Location
from reportgen.language import day, listing, mark, number, tr, trn
from reportgen.regulation import Level
from reportgen.report.digest import general
from reportgen.report.model import Badge, Card, Cell, ChangeGroup, ChangeLine, ChangesPage, Code, Plain, Run, Story, Table
from reportgen.report.words import joined, plain, table
from reportgen.rules.sentences import listed

LISTED = 8
"""So many harmless changes of one kind are listed in a group; more of them are summed up in a sentence."""

NAMED = 3
"""So many names a sum gives before it says how many there are more."""

_SEVERITY_BADGES = {
    Severity.ERROR: Badge(mark("error"), "✗", "bad"),
    Severity.WARNING: Badge(mark("warning"), "!", "warn"),
    Severity.INFO: Badge(mark("info"), "·", "plain"),
}

_CAUSES = {
    Cause.SYSTEM: mark("the system changed"),
    Cause.METHOD: mark("the method changed"),
    Cause.TIME: mark("time passed"),
}


def changes_page(comparison: Comparison) -> ChangesPage:
    """Return the page of a comparison, in the language that is spoken."""
    groups = tuple(_groups(comparison.changes))
    return ChangesPage(
        title=tr("Changes since {old}", old=side_words(comparison.old)),
        headline=_headline(comparison, groups),
        sentences=tuple(_sentences(comparison)),
        cards=_cards(comparison),
        sides=_sides(comparison),
        groups=groups,
        incomparable=_incomparable(comparison),
        acceptances=_acceptances(comparison),
    )


# What matters first


def side_words(side: Side) -> str:
    """Name a side as readers know it: by its release and day, or by its day."""
    if side.release:
        return tr("release {name} of {day}", name=side.release, day=day(side.as_of))
    return tr("the report of {day}", day=day(side.as_of))


def _headline(comparison: Comparison, groups: Sequence[ChangeGroup]) -> str:
    worse = [c for c in comparison.changes if c.accepted is None and c.severity is not Severity.INFO]
    if comparison.incomparable and not any(c.severity is Severity.ERROR and c.cause is not Cause.METHOD for c in worse):
        return tr("Not everything could be compared: {reason}", reason=comparison.incomparable[0].reason)
    if not comparison.changes:
        return tr("Nothing changed.")
    if not worse:
        return tr("Nothing got worse that nobody accepted.")
    told = next((story.sentence for group in groups for story in group.stories if story.badge.tone != "plain"), worse[0].sentence)
    if all(change.cause is Cause.METHOD for change in worse):
        return tr("The system did not get worse. {sentence}", sentence=told)
    return told


def _sentences(comparison: Comparison) -> Iterator[str]:
    yield tr("Compared: {old} with {new}.", old=side_words(comparison.old), new=side_words(comparison.new))
    counts = Counter(change.severity for change in comparison.changes if change.accepted is None)
    accepted = sum(change.accepted is not None for change in comparison.changes)
    if comparison.changes:
        yield tr(
            "{errors}, {warnings}, {infos}.",
            errors=trn("{n} error", "{n} errors", counts[Severity.ERROR]),
            warnings=trn("{n} warning", "{n} warnings", counts[Severity.WARNING]),
            infos=trn("{n} change without harm", "{n} changes without harm", counts[Severity.INFO]),
        )
    if accepted:
        yield trn("{n} change is accepted.", "{n} changes are accepted.", accepted)
    if comparison.incomparable:
        yield trn("{n} thing could not be compared.", "{n} things could not be compared.", len(comparison.incomparable))


def _cards(comparison: Comparison) -> tuple[Card, ...]:
    counts = Counter(change.severity for change in comparison.changes if change.accepted is None)
    labels = (
        (Severity.ERROR, tr("errors"), "bad"),
        (Severity.WARNING, tr("warnings"), "warn"),
        (Severity.INFO, tr("without harm"), "plain"),
    )
    return tuple(
        Card(value=number(counts[severity]), label=label, tone=tone if counts[severity] else "plain") for severity, label, tone in labels
    )


# Groups


def _groups(changes: Iterable[Change]) -> Iterator[ChangeGroup]:
    """Yield a group per application with something that is not harmless, worst first; the harmless rest is one group at the end."""
    by_application: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_application[change.application].append(change)
    harmless = [name for name, members in by_application.items() if all(c.severity is Severity.INFO for c in members)]
    alone = len(harmless) <= LISTED
    shown = by_application if alone else {name: members for name, members in by_application.items() if name not in set(harmless)}
    for name in sorted(shown, key=lambda name: _weight(name, shown[name])):
        title = name or tr("Environments, platform and method")
        yield _group(name, title, shown[name])
    if not alone:
        rest = [change for name in harmless for change in by_application[name]]
        yield _group("", tr("Other applications, without harm"), rest)


def _weight(name: str, members: Sequence[Change]) -> tuple[tuple[int, bool, int], int, str]:
    worst = min(map(_rank, members))
    return (worst, -sum(_rank(c) == worst for c in members), name)


def _rank(change: Change) -> tuple[int, bool, int]:
    """Return what to sort by: what somebody has to act on first; of that the deployments themselves before what follows from them."""
    aside = len(Severity) if change.accepted is not None or change.cause is Cause.METHOD else 0
    return (change.severity.rank + aside, change.subject_kind != "deployment", list(_CAUSES).index(change.cause))


def _group(application: str, title: str, members: Sequence[Change]) -> ChangeGroup:
    kinds: dict[tuple[str, str, str], list[Change]] = defaultdict(list)
    for change in members:
        kinds[_kind(change)].append(change)
    summed = {kind for kind, found in kinds.items() if len(found) > LISTED and _may_be_summed(found)}
    told = _alike([change for change in members if _kind(change) not in summed])
    stories = tuple(_story(found, _consequences(found[0], members) if i == 0 else ()) for i, found in enumerate(told))
    sums = tuple(_sum(found) for kind, found in kinds.items() if kind in summed)
    lines = [*(line for story in stories for line in story.lines), *sums]
    return ChangeGroup(application=application, title=title, stories=stories, sums=sums, table=_table(title, lines))


def _consequences(deed: Sequence[Change], members: Sequence[Change]) -> tuple[str, ...]:
    """Say what a deed did to those beside whom its subject stands now: which requirements they no longer satisfy."""
    lowered = sorted((c for c in deed if c.code in ("isolation-lowered", "sharing-begun")), key=_clause_weight)
    clauses = []
    for neighbour in dict.fromkeys(change.counterpart for change in lowered):
        failing = [c for c in members if c.subject == neighbour and c.code == "finding-not-satisfied" and c.cause is Cause.SYSTEM]
        titles = list(dict.fromkeys(change.requirement_title for change in failing))
        if titles:
            clauses.append(_no_longer(titles, neighbour))
    return tuple(clauses[:NAMED])


def _no_longer(titles: Sequence[str], name: str) -> str:
    if len(titles) == 1:
        return tr("{requirement} is no longer satisfied for {name}", requirement=titles[0], name=name)
    return trn(
        "{requirement} and {n} more requirement are no longer satisfied for {name}",
        "{requirement} and {n} more requirements are no longer satisfied for {name}",
        len(titles) - 1,
        requirement=titles[0],
        name=name,
    )


def _kind(change: Change) -> tuple[str, str, str]:
    return (change.code, change.cause.value, change.requirement)


def _may_be_summed(found: Sequence[Change]) -> bool:
    """Tell whether changes of one kind may stand as a sum: what somebody has to act on is always listed."""
    return found[0].severity is Severity.INFO or found[0].cause is not Cause.SYSTEM


# Stories


def _alike(changes: Sequence[Change]) -> list[list[list[Change]]]:
    """Return the changes of each subject and cause, subjects of which the same is to be said together; the worst first."""
    by_subject: dict[tuple[Cause, str, str], list[Change]] = defaultdict(list)
    for change in sorted(changes, key=_clause_weight):
        by_subject[change.cause, change.subject_kind, change.subject].append(change)
    alike: dict[Hashable, list[list[Change]]] = defaultdict(list)
    for (_, kind, _), members in by_subject.items():
        alike[kind, tuple(map(_general, members))].append(members)
    return sorted(alike.values(), key=lambda found: _story_weight(found[0]))


def _story_weight(members: Sequence[Change]) -> tuple[tuple[int, bool, int], bool, int]:
    """Return what to sort stories by: the worst first, of these what somebody did before what follows from it, the longest first."""
    worst = min(map(_rank, members))
    return (worst, not any(change.code in _FIRST for change in members), -len(members))


def _general(change: Change) -> tuple[str, ...]:
    """Return what a change says apart from whom it says it of."""
    texts = (general(text, change.subject) for text in (change.sentence, change.detail))
    state = (change.code, change.cause.value, change.severity.value, str(change.accepted and change.accepted.fingerprint))
    return (*state, change.counterpart, change.requirement, change.check, *texts)


def _story(found: Sequence[Sequence[Change]], consequences: Sequence[str]) -> Story:
    members, others = found[0], [each[0].subject for each in found[1:]]
    lines = tuple(_lines(members, found))
    sentence = lines[0].sentence if len(lines) == 1 and not consequences else _told(members, others, consequences)
    return Story(
        subject=members[0].subject,
        badge=_badge(min(members, key=_rank)),
        sentence=_attributed(sentence, members[0].cause),
        lines=lines,
    )


def _attributed(sentence: str, cause: Cause) -> str:
    """Say before a sentence that no one did it, where so."""
    if cause is Cause.METHOD:
        return tr("By another method: {sentence}", sentence=sentence)
    return tr("As time passed: {sentence}", sentence=sentence) if cause is Cause.TIME else sentence


_FIRST = (
    "deployment-added",
    "deployment-renamed",
    "deployment-moved",
    "deployment-reclassified",
    "deployment-removed",
    "environment-redesignated",
)
"""What stands at the head of a story: the deed. What follows from it comes after."""


def _told(members: Sequence[Change], others: Sequence[str], consequences: Sequence[str]) -> str:
    """Return one sentence of several changes of a subject: the deed first, then what follows from it, the worst first."""
    deeds = [c for code in _FIRST for c in members if c.code == code]
    ordered = [*deeds, *sorted((c for c in members if c not in deeds), key=_clause_weight)]
    clauses = list(dict.fromkeys(c.clause for c in ordered[1:] if c.clause and c.clause != ordered[0].clause))
    rest = len(clauses) - NAMED
    shown = clauses if rest <= 1 else clauses[:NAMED]
    more = [trn("{n} more change", "{n} more changes", rest)] if rest > 1 else []
    told = "; ".join([ordered[0].sentence.removesuffix("."), *shown, *consequences, *more]) + "."
    return f"{told} {_same(others)}" if others else told


def _clause_weight(change: Change) -> tuple[tuple[int, bool, int], int]:
    """Return what to sort the consequences of a deed by: the worst first, of lost isolation that to the lowest level."""
    level = change.new.get("level") if isinstance(change.new, dict) else None
    return (_rank(change), Level.named(str(level)) if level is not None else max(Level))


def _same(others: Sequence[str]) -> str:
    return tr("The same is to be said of {names}.", names=listed(others, len(others)))


def _lines(members: Sequence[Change], found: Sequence[Sequence[Change]]) -> Iterator[ChangeLine]:
    """Yield the lines of a story: changes that differ in the requirement only are one line, and so are those of subjects alike."""
    merged: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, change in enumerate(members):
        key = (change.code, change.cause.value, change.severity.value, str(change.accepted), str(change.old), change.detail)
        merged[key if change.requirement and change.detail else (*key, str(i))].append(i)
    others = [each[0].subject for each in found[1:]]
    for places in merged.values():
        line = _line(members[places[0]])
        sentences = [line.sentence]
        if len(places) > 1:
            sentences.append(tr("So it is with {requirements}.", requirements=listing([members[i].requirement_title for i in places[1:]])))
        sentences.append(members[places[0]].detail)
        if others:
            sentences.append(_same(others))
        ids = [each[i].id for each in found for i in places]
        yield replace(line, sentence=" ".join(filter(None, sentences)), ids=tuple(ids))


def _badge(change: Change) -> Badge:
    found = _SEVERITY_BADGES[change.severity]
    return Badge(tr(found.text), found.mark, found.tone)


def _line(change: Change) -> ChangeLine:
    badges = [_badge(change)]
    if change.cause is not Cause.SYSTEM:
        badges.append(Badge(tr(_CAUSES[change.cause]), "Δ", "muted"))
    note = ""
    if change.accepted is not None:
        badges.append(Badge(tr("accepted"), "~", "warn"))
        note = tr("Accepted by {author}: {reason}", author=change.accepted.author, reason=change.accepted.reason)
    return ChangeLine(
        badges=tuple(badges),
        sentence=change.sentence,
        code=change.code,
        ids=(change.id,),
        place=_place(change.new_location or change.old_location),
        note=note,
        is_new=change.new_location is not None,
    )


def _place(location: Location | None) -> str:
    return f"{location.file}:{location.line}" if location else ""


_SUMS = {
    "deployment-added": mark("{n} deployments were added: {names}."),
    "deployment-removed": mark("{n} deployments were removed: {names}."),
    "deployment-moved": mark("{n} deployments moved: {names}."),
    "deployment-renamed": mark("{n} deployments were renamed: {names}."),
}


def _sum(found: Sequence[Change]) -> ChangeLine:
    first = found[0]
    names = sorted({change.subject for change in found})
    shown = ", ".join(names[:NAMED])
    rest = len(names) - NAMED
    listed = tr("{names} and {n} more", n=number(rest), names=shown) if rest > 0 else shown
    what = f"{first.code} ({first.requirement})" if first.requirement else first.code
    sentence = _SUMS.get(first.code, mark("{n} changes {what}: {names}."))
    cause = [] if first.cause is Cause.SYSTEM else [Badge(tr(_CAUSES[first.cause]), "Δ", "muted")]
    return ChangeLine(
        badges=(_badge(first), *cause),
        sentence=tr(sentence, n=number(len(found)), what=what, names=listed),
        code=first.code,
        ids=(),
        place="",
    )


# Tables


def _table(caption: str, lines: Iterable[ChangeLine]) -> Table:
    rows = [(joined(line.badges, " "), _what(line), _where(line)) for line in lines]
    columns = ((tr("Severity"), 16), (tr("What changed"), 60), (tr("Where"), 24))
    return table(caption, columns, rows)


def _what(line: ChangeLine) -> Cell:
    runs: list[Run] = [Plain(line.sentence)]
    if line.note:
        runs.append(Plain(f" {line.note}"))
    return tuple(runs)


def _where(line: ChangeLine) -> Cell:
    runs: list[Run] = [Code(line.code)]
    if line.place:
        runs += [Plain(" "), Code(line.place)]
    return tuple(runs)


def _sides(comparison: Comparison) -> Table:
    old, new = comparison.old, comparison.new
    rows = [
        (plain(tr("Release")), plain(old.release or "–"), plain(new.release or "–")),
        (plain(tr("Day")), plain(day(old.as_of)), plain(day(new.as_of))),
        (plain(tr("Environments")), plain(number(old.environments)), plain(number(new.environments))),
        (plain(tr("Deployments")), plain(number(old.deployments)), plain(number(new.deployments))),
        (plain(tr("Judged by")), plain(f"reportgen {old.tool}"), plain(f"reportgen {new.tool}")),
        (plain(tr("Frameworks")), _catalogs(old), _catalogs(new)),
        (plain(tr("Terms of service")), _terms(old), _terms(new)),
    ]
    return table(tr("The two reports"), ((tr("What"), 20), (tr("Old"), 40), (tr("New"), 40)), rows)


def _catalogs(side: Side) -> Cell:
    return plain(", ".join(catalog.id for catalog in side.catalogs) or "–")


def _terms(side: Side) -> Cell:
    return plain(side.terms.title if side.terms else "–")


def _incomparable(comparison: Comparison) -> Table:
    rows = [(plain(item.subject), plain(item.what), plain(item.reason)) for item in comparison.incomparable]
    columns = ((tr("Subject"), 25), (tr("What"), 20), (tr("Why"), 55))
    return table(tr("What could not be compared"), columns, rows, tr("Everything could be compared."))


def _acceptances(comparison: Comparison) -> Table:
    found = [
        *((item, tr("names no change of this comparison")) for item in comparison.unused),
        *((item, tr("has ended and counts for nothing")) for item in comparison.expired),
    ]
    rows = [
        (joined([Code(item.fingerprint)]), plain(why), plain(f"{item.author}: {item.reason}"), joined([Code(_place(item.location))]))
        for item, why in found
    ]
    columns = ((tr("Accepted change"), 22), (tr("State"), 26), (tr("Who and why"), 32), (tr("Where"), 20))
    return table(tr("Acceptances without effect"), columns, rows, tr("Every acceptance is in use."))
