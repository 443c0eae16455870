"""From outcomes to one verdict: what is waived is taken out, and the worst of the rest decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from reportgen.findings import MEMBERS_SHOWN, WHOLE, CounterpartGroup, Isolation, Status
from reportgen.isolation import weakness
from reportgen.rules.outcome import Outcome, worst


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Hold the outcome of a check for one cohort, update or fact.

    ``names`` are the first of those it stands for, ``count`` how many. ``waiver`` is the id of the waiver that covers a failure.
    """

    outcome: Outcome
    names: tuple[str, ...] = ()
    count: int = 0
    isolation: Isolation | None = None
    waiver: str | None = None

    @property
    def status(self) -> Status:
        """Return the status after the waiver."""
        return Status.WAIVED if self.waiver is not None and self.outcome.status is Status.NOT_SATISFIED else self.outcome.status


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Hold the status of a check for its subject, and the items that decided it; one verdict serves all requirements that ask the same."""

    status: Status
    deciding: tuple[Item, ...]

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Return the fields without which nothing can be told, sorted; of the first deciding items where there are very many."""
        return tuple(sorted({field for item in self.deciding[:MEMBERS_SHOWN] for field in item.outcome.missing}))

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Return the distinct notes of the deciding items, in their order."""
        return tuple(dict.fromkeys(item.outcome.note for item in self.deciding if item.outcome.note))

    @cached_property
    def waivers(self) -> tuple[str, ...]:
        """Return the waivers that covered a deciding failure, sorted."""
        return tuple(sorted({item.waiver for item in self.deciding if item.waiver is not None}))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the names behind the deciding items, sorted."""
        return tuple(sorted(name for item in self.deciding for name in item.names))

    @cached_property
    def count(self) -> int:
        """Return how many counterparts or updates decided."""
        return sum(item.count for item in self.deciding)

    @cached_property
    def weakest(self) -> Isolation | None:
        """Return the isolation to show of the deciding items: lowest level, then most shared."""
        found = [item.isolation for item in self.deciding if item.isolation is not None]
        return min(found, key=weakness, default=None)

    @cached_property
    def groups(self) -> tuple[CounterpartGroup, ...]:
        """Return the deciding counterparts in groups of one relation and outcome."""
        return grouped(item for item in self.deciding if item.count)


def decide(items: Sequence[Item]) -> Verdict:
    """Return the verdict over all items; not-applicable if there are none, or if all are."""
    status = worst(item.status for item in items)
    return Verdict(status=status, deciding=tuple(item for item in items if item.status is status))


def grouped(items: Iterable[Item]) -> tuple[CounterpartGroup, ...]:
    """Gather items of one relation and outcome, weakest relation first; the groups' members are sorted by name."""
    groups: dict[tuple[Isolation | None, Status, str], list[Item]] = {}
    for item in items:
        groups.setdefault((item.isolation, item.status, item.outcome.note), []).append(item)
    found = [
        CounterpartGroup(
            members=_named(members),
            count=sum(item.count for item in members),
            isolation=isolation,
            outcome=status,
            note=note,
        )
        for (isolation, status, note), members in groups.items()
    ]
    return tuple(sorted(found, key=_group_order))


def _named(members: Sequence[Item]) -> tuple[str, ...]:
    """Return all names where they are at hand and not too many, else the first of them."""
    names = sorted(name for item in members for name in item.names)
    whole = len(names) == sum(item.count for item in members) <= WHOLE
    return tuple(names if whole else names[:MEMBERS_SHOWN])


def _group_order(group: CounterpartGroup) -> tuple[int, tuple[int, bool, int, tuple[str, ...]], tuple[str, ...]]:
    weak = weakness(group.isolation) if group.isolation else (0, False, 0, ())
    return (group.outcome.rank, weak, group.members)
