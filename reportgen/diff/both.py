"""Both sides of a comparison as the generators of changes look at them: one set of names, and a way from one to the other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from reportgen.diff.codes import CODES, Cause, Severity
from reportgen.diff.matching import renamed, renames
from reportgen.diff.model import Change, fingerprint
from reportgen.diff.state import Conclusions, State, Way
from reportgen.errors import Location
from reportgen.model import Deployment, Inventory
from reportgen.snapshot import Json

_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(Generic[_K, _V]):
    """State that the value of one key is another than before, and why. ``old`` or ``new`` None = it did not exist there.

    ``kept`` is what the system's own step began with: OLD's inventory by NEW's method on NEW's day, None = it did not exist there.
    """

    key: _K
    old: _V | None
    new: _V | None
    kept: _V | None
    cause: Cause


@dataclass(frozen=True, kw_only=True)
class Both:
    """Hold OLD and NEW. ``titles`` are how readers know a requirement or framework, by id; without an entry it is known by its id."""

    old: State
    new: State
    way: Way
    titles: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Return the new name by the old one of each renamed deployment."""
        return renames(self.old.inventory, self.new.inventory)

    @cached_property
    def states(self) -> tuple[Conclusions, ...]:
        """Return what was concluded before, between and after the steps, all under NEW's names."""
        between = (renamed(step.conclusions, self.names) if step.of_old else step.conclusions for step in self.way.steps)
        return (renamed(self.old.conclusions, self.names), *between)

    @cached_property
    def system(self) -> int:
        """Return the place of the state before the step in which the inventory changed."""
        return next(i for i, step in enumerate(self.way.steps) if step.cause is Cause.SYSTEM)

    @cached_property
    def old_by_name(self) -> Mapping[str, Deployment]:
        """Return OLD's deployments by the names they have in NEW."""
        return {self.names.get(d.name, d.name): d for d in self.old.inventory.deployments}

    @property
    def new_by_name(self) -> Mapping[str, Deployment]:
        """Return NEW's deployments by name."""
        return self.new.inventory.deployment_by_name

    @cached_property
    def judged(self) -> frozenset[str]:
        """Return the requirements that NEW judges."""
        return frozenset(key[0] for key in self.states[-1].findings)

    def title(self, id_: str) -> str:
        """Return how readers know a requirement or a framework."""
        return self.titles.get(id_, id_)

    def application(self, deployment: str) -> str:
        """Return the application of a deployment, "" = there is no such deployment."""
        found = self.new_by_name.get(deployment) or self.old_by_name.get(deployment)
        return found.application if found else ""

    def moves(
        self,
        pick: Callable[[Conclusions], Mapping[_K, _V]],
        value: Callable[[_V | None], Hashable],
        *,
        regressed: Callable[[_V | None, _V | None], bool] | None = None,
    ) -> Iterator[Move[_K, _V]]:
        """Yield each key whose value is another in the end than at the beginning, with the cause of it.

        What changes on the way and back again is no change, but for one thing: where the system undid what a new method or day had made
        good (``regressed`` of the values before and after the system's step), that step is a change of the system.
        """
        states = [pick(state) for state in self.states]
        for key in dict.fromkeys(key for state in (states[0], states[-1]) for key in state):
            values = [state.get(key) for state in states]
            before, after = values[self.system], values[self.system + 1]
            if value(values[0]) != value(values[-1]):
                yield Move(key=key, old=values[0], new=values[-1], kept=before, cause=self._cause([value(v) for v in values]))
            elif regressed is not None and regressed(before, after):
                yield Move(key=key, old=before, new=after, kept=before, cause=Cause.SYSTEM)

    def _cause(self, values: list[Hashable]) -> Cause:
        """Return the cause of a change: the system where its step changed anything, else the day, else the method."""
        found = {step.cause for step, one, other in zip(self.way.steps, values, values[1:], strict=False) if one != other}
        return next(cause for cause in (Cause.SYSTEM, Cause.TIME, Cause.METHOD) if cause in found)


def make_change(
    code: str,
    *,
    cause: Cause,
    subject: str,
    subject_kind: str,
    sentence: str,
    old: Json = None,
    new: Json = None,
    severity: Severity | None = None,
    application: str = "",
    counterpart: str = "",
    requirement: str = "",
    requirement_title: str = "",
    check: str = "",
    clause: str = "",
    detail: str = "",
    old_location: Location | None = None,
    new_location: Location | None = None,
) -> Change:
    """Return a change with its fingerprint; ``severity`` None = that of the code. A place without a file is none."""
    return Change(
        id=fingerprint(code, cause.value, subject_kind, subject, counterpart, requirement, check, old, new),
        code=code,
        severity=severity or CODES[code].severity,
        cause=cause,
        subject=subject,
        subject_kind=subject_kind,
        application=application,
        counterpart=counterpart,
        requirement=requirement,
        requirement_title=requirement_title,
        check=check,
        old=old,
        new=new,
        sentence=sentence,
        clause=clause,
        detail=detail,
        old_location=old_location if old_location and old_location.file else None,
        new_location=new_location if new_location and new_location.file else None,
    )


def production_of(inventory: Inventory, deployment: Deployment) -> tuple[Deployment, ...]:
    """Return the other production deployments of a deployment's application that run in an Environment, by name."""
    found = (d for d in inventory.deployments if d.application == deployment.application and d.is_production and d.is_placed)
    return tuple(sorted((d for d in found if d.name != deployment.name), key=lambda d: d.name))
