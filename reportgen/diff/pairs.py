"""The isolation of pairs: boundaries lost and won, and what two deployments began or ceased to use together.

Within an application every pair is looked at, in classes of deployments that stand alike on both sides, so that the work grows with the
groups of placement and not with the deployments. Beyond the application the weakest counterpart of each scope is looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement

from reportgen.diff.both import Both, make_change
from reportgen.diff.codes import Cause
from reportgen.diff.model import Change
from reportgen.diff.state import WeakestFact
from reportgen.errors import Location
from reportgen.findings import ApplicationIsolation, Hardware, Isolation
from reportgen.isolation import isolate, placement
from reportgen.language import listing, number, tr
from reportgen.model import Deployment, Inventory
from reportgen.regulation import Level
from reportgen.rules.pairs import SINGLE_SCOPES
from reportgen.rules.sentences import SHARED_WORDS, level_words, listed, shared_word
from reportgen.snapshot import Json, isolation_data

_UNKNOWN_SERVICES = "services-unknown"
_HARDWARE = "hardware"


def shared_between(isolation: Isolation) -> frozenset[str]:
    """Return the boundaries that a pair does not have, or of which there is no proof, by the words of ``shared``.

    Nodes that may be shared count as those that are. ``hardware`` stands among them unless the machines are declared separate.
    """
    return _words(isolation.shared) | (frozenset() if isolation.hardware is Hardware.SEPARATE else {_HARDWARE})


def _words(shared: Sequence[str]) -> frozenset[str]:
    return frozenset("nodes" if word == "nodes-unknown" else word for word in shared)


def lost(before: frozenset[str], after: frozenset[str]) -> frozenset[str]:
    """Return the boundaries that were proved before and are not after; those won are the same the other way round.

    A service that is shared after is no boundary lost where nobody said before which services were used.
    """
    gone = after - before
    return frozenset(word for word in gone if not word.startswith("service:")) if _UNKNOWN_SERVICES in before else gone


def isolation_changes(both: Both) -> Iterator[Change]:
    """Yield what pairs lost and won, then what they began and ceased to share."""
    yield from _inside_applications(both)
    yield from _weakest(both)
    yield from _sharing(both)


# Inside an application


@dataclass(frozen=True, slots=True, kw_only=True)
class _Home:
    """Say where a deployment stands in one state: in which application, and in which of its groups of placement."""

    application: str
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Class:
    """Name the deployments that stand alike in every state, with what they have there."""

    homes: tuple[_Home, ...]
    members: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class _Standing:
    """Look up the isolation of two deployments in one state: as recorded inside an application, as declared beyond it."""

    inventory: Inventory
    by_name: Mapping[str, Deployment]
    homes: Mapping[str, _Home]
    recorded: Mapping[tuple[str, frozenset[str]], Isolation]

    def between(self, a: str, b: str) -> Isolation:
        """Return the isolation of two deployments."""
        one, other = self.homes[a], self.homes[b]
        if one.application == other.application:
            return self.recorded[one.application, frozenset((one.group, other.group))]
        return _isolation(self.inventory, [self.by_name[a], self.by_name[b]])


def _inside_applications(both: Both) -> Iterator[Change]:
    """Yield the changes of the pairs that are of one application in OLD or in NEW, class by class.

    An application may be called otherwise, and a deployment may have come to it from another one: that excuses no lost boundary.
    """
    standings = _standings(both)
    for one, other in _neighbours(_classes(standings)):
        if one is not other or len(one.members) > 1:
            a, b = one.members[0], other.members[1] if one is other else other.members[0]
            isolations = [standing.between(a, b) for standing in standings]
            if isolations[0] != isolations[-1]:
                yield from _of_classes(both, one.members, other.members, isolations)


def _standings(both: Both) -> list[_Standing]:
    """Return how deployments stand in each state, without the applications that are the same in all of them."""
    states = [{a.name: a for a in state.applications} for state in both.states]
    same = {name for name, application in states[0].items() if all(state.get(name) == application for state in states[1:])}
    of_old = [True, *(step.of_old for step in both.way.steps)]
    return [
        _standing(both, [a for a in state.values() if a.name not in same], of_old=old) for state, old in zip(states, of_old, strict=True)
    ]


def _standing(both: Both, applications: Sequence[ApplicationIsolation], *, of_old: bool) -> _Standing:
    return _Standing(
        inventory=both.old.inventory if of_old else both.new.inventory,
        by_name=both.old_by_name if of_old else both.new_by_name,
        homes={m: _Home(application=a.name, group=group.id) for a in applications for group in a.groups for m in group.members},
        recorded={(a.name, frozenset((pair.a, pair.b))): pair.isolation for a in applications for pair in a.pairs},
    )


def _classes(standings: Sequence[_Standing]) -> list[_Class]:
    """Return the deployments that have a place in every state, by where they stand in each."""
    found: dict[tuple[_Home, ...], list[str]] = defaultdict(list)
    for member in sorted(standings[0].homes):
        if all(member in standing.homes for standing in standings):
            found[tuple(standing.homes[member] for standing in standings)].append(member)
    return [_Class(homes=homes, members=members) for homes, members in found.items()]


def _neighbours(classes: Sequence[_Class]) -> Iterator[tuple[_Class, _Class]]:
    """Yield every two classes that are of one application in OLD or in NEW, each with itself too."""
    before, after = (_by_application(classes, place) for place in (0, -1))
    for found in before.values():
        yield from combinations_with_replacement(found, 2)
    for found in after.values():
        for one, other in combinations_with_replacement(found, 2):
            if one.homes[0].application != other.homes[0].application:
                yield one, other


def _by_application(classes: Sequence[_Class], place: int) -> dict[str, list[_Class]]:
    found: dict[str, list[_Class]] = defaultdict(list)
    for each in classes:
        found[each.homes[place].application].append(each)
    return found


def _of_one_application(both: Both, a: str, b: str) -> bool:
    """Tell whether two deployments that are on both sides are of one application in OLD or in NEW, and so were compared already."""
    return any(names[a].application == names[b].application for names in (both.old_by_name, both.new_by_name))


def _of_classes(both: Both, one: Sequence[str], other: Sequence[str], isolations: Sequence[Isolation]) -> Iterator[Change]:
    subjects, counterparts = (sorted(side, key=lambda n: not _is_production(both, n)) for side in _sides(both, one, other))
    system = isolations[both.system] != isolations[both.system + 1]
    before, after = isolations[0], isolations[-1]
    yield from _lost_and_won(
        both,
        _Pair(subjects=subjects, counterparts=counterparts, inside=one is other),
        (shared_between(before), shared_between(after)),
        (before.level, after.level),
        (_data(before, subjects, counterparts), _data(after, subjects, counterparts)),
        Cause.SYSTEM if system else Cause.METHOD,
    )


def _sides(both: Both, one: Sequence[str], other: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the two sides so that the first is the one that moved; where both or neither did, production is the second."""
    moved = [_moved(both, side[0]) for side in (one, other)]
    production = [both.new_by_name[side[0]].is_production for side in (one, other)]
    if moved[1] and not moved[0]:
        return other, one
    if moved[0] is moved[1] and production[0] and not production[1]:
        return other, one
    return one, other


def _moved(both: Both, name: str) -> bool:
    before, after = both.old_by_name[name], both.new_by_name[name]
    fields = ("environment", "cluster", "namespace", "node_pools", "uses")
    return any(getattr(before, field) != getattr(after, field) for field in fields)


def _data(isolation: Isolation, subjects: Sequence[str], counterparts: Sequence[str]) -> Json:
    data: dict[str, Json] = dict(isolation_data(isolation))
    if len(subjects) > 1 or len(counterparts) > 1:
        data |= {"subjects": list(subjects), "counterparts": list(counterparts)}
    return data


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Name the deployments of two classes that stand to each other in one way; ``inside`` = the members of one class to each other."""

    subjects: Sequence[str]
    counterparts: Sequence[str]
    inside: bool = False

    @property
    def subject_words(self) -> str:
        """Return the first side in words."""
        return listed(self.subjects, len(self.subjects))

    @property
    def counterpart_words(self) -> str:
        """Return the other side in words."""
        return tr("each other") if self.inside else listed(self.counterparts, len(self.counterparts))


def _lost_and_won(
    both: Both,
    pair: _Pair,
    shared: tuple[frozenset[str], frozenset[str]],
    levels: tuple[Level, Level],
    values: tuple[Json, Json],
    cause: Cause,
) -> Iterator[Change]:
    before, after = shared
    for code, words in (("isolation-lowered", lost(before, after)), ("isolation-raised", lost(after, before))):
        if words:
            sentence, clause = _pair_words(code, pair, levels, words)
            subject = pair.subjects[0]
            yield make_change(
                code,
                cause=cause,
                subject=subject,
                subject_kind="deployment",
                application=both.application(subject),
                counterpart=pair.counterparts[1] if pair.inside else pair.counterparts[0],
                old=values[0],
                new=values[1],
                sentence=sentence,
                clause=clause,
                old_location=_location(both.old_by_name, subject),
                new_location=_location(both.new_by_name, subject),
            )


def _location(by_name: Mapping[str, Deployment], name: str) -> Location | None:
    found = by_name.get(name)
    return found.origin.location() if found else None


def _pair_words(code: str, pair: _Pair, levels: tuple[Level, Level], words: frozenset[str]) -> tuple[str, str]:
    """Return the sentence and the clause; levels that say the same or the opposite are not made the story."""
    texts = {
        "a": pair.subject_words,
        "b": pair.counterpart_words,
        "what": _shared_words(words),
        "old": level_words(levels[0]),
        "new": level_words(levels[1]),
    }
    if code == "isolation-lowered" and levels[1] < levels[0]:
        return (
            tr("The isolation of {a} from {b} fell from {old} to {new}: they may share {what} now.", **texts),
            tr("its isolation from {b} fell from {old} to {new}", **texts),
        )
    if code == "isolation-lowered":
        return (
            tr("{a} lost boundaries to {b}: they may share {what} now (level {new}).", **texts),
            tr("it may share {what} with {b} now", **texts),
        )
    if levels[1] > levels[0]:
        return (
            tr("The isolation of {a} from {b} rose from {old} to {new}; newly kept apart: {what}.", **texts),
            tr("its isolation from {b} rose from {old} to {new}", **texts),
        )
    return (
        tr("{a} is better isolated from {b}; newly kept apart: {what} (level {new}).", **texts),
        tr("it is better isolated from {b}, newly kept apart: {what}", **texts),
    )


def _shared_words(words: frozenset[str]) -> str:
    order = [*SHARED_WORDS, _HARDWARE]
    known = sorted((word for word in words if word in order), key=order.index)
    services = sorted(word for word in words if word.startswith("service:"))
    machines = tr("physical machines")
    return listing([machines if word == _HARDWARE else shared_word(word) for word in (*known, *services)])


# Beyond the application


_ONE_SIDED = frozenset(scope.value for scope in SINGLE_SCOPES)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """State what one deployment lost or won against others in one way.

    ``newcomer`` tells that ``one`` was not there before (or is not there after), so that its neighbours are compared with the nearest they
    had (or have); else ``one`` and the others were there before and after, and it is the one that moved.
    """

    code: str
    one: str
    newcomer: bool
    levels: tuple[Level, Level]
    words: frozenset[str]


_Example = tuple[Json, Json]


def _weakest(both: Both) -> Iterator[Change]:
    """Yield the changes between deployments and their weakest counterparts: newcomers, those gone, those of another application."""
    found: dict[tuple[str, frozenset[str]], tuple[_Found, str, _Example]] = {}
    relate = _relation(both)
    for name, scope, old, new in _moved_weakest(both):
        for code, counterpart in (("isolation-lowered", new.counterpart), ("isolation-raised", old.counterpart)):
            pair = relate(name, counterpart)
            if pair is None or not _of_one_application(both, name, counterpart):
                seen = _found(both, code, (name, counterpart), pair, (scope, old, new))
                key = (code, frozenset((name, counterpart)))
                # Of several scopes the one in which most was lost is told.
                if seen[0].words and (key not in found or len(found[key][0].words) < len(seen[0].words)):
                    found[key] = seen
    others: dict[_Found, dict[str, _Example]] = defaultdict(dict)
    for one, other, example in found.values():
        others[one][other] = example
    for one, examples in others.items():
        yield _weakest_change(both, one, examples)


def _moved_weakest(both: Both) -> Iterator[tuple[str, str, WeakestFact, WeakestFact]]:
    """Yield (deployment, scope, before, after) where the system changed who or what the weakest counterpart is.

    Only scopes count that set one side against another: that two test instances stand beside each other is nobody's loss.
    """
    first, last = both.states[0].weakest, both.states[-1].weakest
    before_system, after_system = both.states[both.system].weakest, both.states[both.system + 1].weakest
    for name in sorted(first.keys() & last.keys() & both.old_by_name.keys() & both.new_by_name.keys()):
        if first[name] == last[name] or before_system.get(name) == after_system.get(name):
            continue
        for scope in sorted((first[name].keys() & last[name].keys()) - _ONE_SIDED):
            if first[name][scope] != last[name][scope]:
                yield name, scope, first[name][scope], last[name][scope]


_Relate = Callable[[str, str], tuple[Isolation, Isolation] | None]


def _relation(both: Both) -> _Relate:
    """Return a function that gives the isolation of a pair in OLD and in NEW; None where the pair did not exist in both."""

    @cache
    def relate(a: str, b: str) -> tuple[Isolation, Isolation] | None:
        olds = [both.old_by_name.get(name) for name in (a, b)]
        news = [both.new_by_name.get(name) for name in (a, b)]
        if not all(d is not None and d.is_placed for d in (*olds, *news)):
            return None
        return _isolation(both.old.inventory, olds), _isolation(both.new.inventory, news)

    return relate


def _isolation(inventory: Inventory, sides: Sequence[Deployment | None]) -> Isolation:
    a, b = (placement(inventory, side) for side in sides if side is not None)
    return isolate(a, b)


def _found(
    both: Both,
    code: str,
    names: tuple[str, str],
    pair: tuple[Isolation, Isolation] | None,
    weakest: tuple[str, WeakestFact, WeakestFact],
) -> tuple[_Found, str, _Example]:
    """Return what was lost or won, the other deployment that it is about, and the values of the two."""
    name, counterpart = names
    scope, old, new = weakest
    if pair is None:
        shared = (_words(old.shared), _words(new.shared))
        words = lost(*shared) if code == "isolation-lowered" else lost(shared[1], shared[0])
        found = _Found(code=code, one=counterpart, newcomer=True, levels=(old.level, new.level), words=words)
        return found, name, (_weakest_value(scope, old), _weakest_value(scope, new))
    shared = (shared_between(pair[0]), shared_between(pair[1]))
    words = lost(*shared) if code == "isolation-lowered" else lost(shared[1], shared[0])
    mover, other = (counterpart, name) if _moved(both, counterpart) and not _moved(both, name) else (name, counterpart)
    found = _Found(code=code, one=mover, newcomer=False, levels=(pair[0].level, pair[1].level), words=words)
    return found, other, (dict(isolation_data(pair[0])), dict(isolation_data(pair[1])))


def _weakest_value(scope: str, fact: WeakestFact) -> Json:
    return {"scope": scope, "counterpart": fact.counterpart, "level": fact.level.id, "shared": list(fact.shared)}


def _weakest_change(both: Both, found: _Found, others: Mapping[str, _Example]) -> Change:
    names = sorted(others, key=lambda name: (not _is_production(both, name), name))
    if found.newcomer:
        sentence, clause = _newcomer_words(found, names)
    else:
        sentence, clause = _pair_words(found.code, _Pair(subjects=(found.one,), counterparts=names), found.levels, found.words)
    more: dict[str, Json] = {"counterparts": [*names]} if len(names) > 1 else {}
    old, new = (({**value, **more} if isinstance(value, dict) else value) for value in others[names[0]])
    return make_change(
        found.code,
        cause=Cause.SYSTEM,
        subject=found.one,
        subject_kind="deployment",
        application=both.application(found.one),
        counterpart=names[0],
        old=old,
        new=new,
        sentence=sentence,
        clause=clause,
        old_location=_location(both.old_by_name, found.one),
        new_location=_location(both.new_by_name, found.one),
    )


def _is_production(both: Both, name: str) -> bool:
    found = both.new_by_name.get(name) or both.old_by_name.get(name)
    return found is not None and found.is_production


def _newcomer_words(found: _Found, names: Sequence[str]) -> tuple[str, str]:
    words = {
        "names": listed(names, len(names)),
        "b": found.one,
        "what": _shared_words(found.words),
        "level": level_words(found.levels[1]),
    }
    if found.code == "isolation-lowered":
        return (
            tr("{b} is a new neighbour of {names}: they may share {what} (level {level}).", **words),
            tr("it is a new neighbour of {names} (level {level})", **words),
        )
    return (
        tr("{b}, which may have shared {what} with {names}, is gone.", **words),
        tr("it was a neighbour of {names}", **words),
    )


# Services in common


def _sharing(both: Both) -> Iterator[Change]:
    """Yield what pairs of deployments that existed before began or ceased to use together."""
    before, after = _users(both.old_by_name), _users(both.new_by_name)
    kept = both.old_by_name.keys() & both.new_by_name.keys()
    for service in sorted({*before, *after}):
        old, new = before.get(service, set()) & kept, after.get(service, set()) & kept
        yield from _begun(both, service, old, new)
        yield from _ended(both, service, old, new)


def _users(by_name: Mapping[str, Deployment]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, deployment in by_name.items():
        for service in deployment.uses or ():
            found[service].add(name)
    return found


def _begun(both: Both, service: str, old: set[str], new: set[str]) -> Iterator[Change]:
    told: set[str] = set()
    for name in sorted(new - old, key=lambda n: (both.new_by_name[n].is_production, n)):
        others = new - {name} - told
        told.add(name)
        if others:
            yield _sharing_change(both, "sharing-begun", service, name, _nearest(both, name, others, both.new_by_name))


def _ended(both: Both, service: str, old: set[str], new: set[str]) -> Iterator[Change]:
    told: set[str] = set()
    said = {name for name in old - new if both.new_by_name[name].uses is not None}
    for name in sorted(said, key=lambda n: (both.new_by_name[n].is_production, n)):
        others = old - {name} - told
        told.add(name)
        if others:
            yield _sharing_change(both, "sharing-ended", service, name, _nearest(both, name, others, both.old_by_name))


def _nearest(both: Both, name: str, others: set[str], by_name: Mapping[str, Deployment]) -> list[str]:
    """Return the others, those of the same application first, production before the rest."""
    application = both.application(name)
    return sorted(others, key=lambda n: (by_name[n].application != application, not by_name[n].is_production, n))


_MOST = 12


def _sharing_change(both: Both, code: str, service: str, name: str, others: Sequence[str]) -> Change:
    value: Json = {"service": service, "with": list(others[:_MOST]), "count": len(others)}
    begun = code == "sharing-begun"
    words = {"a": name, "b": listed(others, len(others)), "service": service, "n": number(len(others))}
    return make_change(
        code,
        cause=Cause.SYSTEM,
        subject=name,
        subject_kind="deployment",
        application=both.application(name),
        counterpart=others[0],
        old=None if begun else value,
        new=value if begun else None,
        sentence=(
            tr("{a} uses the service {service} together with {b} now.", **words)
            if begun
            else tr("{a} no longer uses the service {service} together with {b}.", **words)
        ),
        clause=(
            tr("it uses the service {service} together with {b} now", **words)
            if begun
            else tr("it no longer uses the service {service} together with {b}", **words)
        ),
        old_location=both.old_by_name[name].origin.at("uses"),
        new_location=both.new_by_name[name].origin.at("uses"),
    )
