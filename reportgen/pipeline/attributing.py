"""Tell the method from the system and from time: judge OLD again by NEW's method, then on NEW's day, one thing at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from reportgen import __version__
from reportgen.assessment import assess
from reportgen.diff.codes import Cause
from reportgen.diff.conclusions import catalog_stamp, conclude, terms_stamp
from reportgen.diff.model import CatalogStamp, Side, TermsStamp
from reportgen.diff.state import Conclusions, State, Step, Way
from reportgen.language import tr
from reportgen.model import NO_TERMS, Inventory
from reportgen.pipeline.judging import Knowledge
from reportgen.source import collector_paused


@dataclass(frozen=True, kw_only=True)
class _Method:
    """Judge inventories by what this reportgen knows."""

    knowledge: Knowledge

    def stamps(self, inventory: Inventory) -> tuple[tuple[CatalogStamp, ...], TermsStamp | None]:
        """Return what identifies the method for an inventory: the catalogues that it selects, as far as they are known, and its terms."""
        known = self.knowledge.catalog.framework_by_id
        chosen = sorted(choice.id for choice in inventory.report.frameworks if choice.id in known)
        terms = self.knowledge.terms_of(inventory)
        return tuple(catalog_stamp(known[id_]) for id_ in chosen), None if terms is None else terms_stamp(terms, inventory)

    def made(self, state: State) -> bool:
        """Tell whether a side was judged by this very method."""
        catalogs, terms = self.stamps(state.inventory)
        same = _whole(state.side.catalogs) == _whole(catalogs)
        return state.side.tool == __version__ and same and state.side.terms == terms

    def judge(self, inventory: Inventory, day: dt.date) -> Conclusions:
        """Return what is concluded from an inventory for a day; frameworks that are not known are left out."""
        known = self.knowledge.catalog.framework_by_id
        choices = tuple(choice for choice in inventory.report.frameworks if choice.id in known)
        asked = replace(inventory, report=replace(inventory.report, frameworks=choices))
        with collector_paused():
            return conclude(assess(asked, self.knowledge.catalog, self.knowledge.terms_of(asked), day))


def _whole(stamps: Collection[CatalogStamp]) -> dict[str, tuple[str, frozenset[tuple[str, str]]]]:
    """Return what tells two editions of a catalogue apart, by framework: a baseline shows only some of the overrides."""
    return {stamp.id: (stamp.sha256, frozenset(stamp.overrides)) for stamp in stamps}


def way_between(old: State, new: State, knowledge: Knowledge) -> Way:
    """Return the way from OLD to NEW in steps that change one thing each; ``knowledge`` is NEW's, as far as it is at hand.

    Where nothing but the system changed, it is a single step, and nothing is judged again.
    """
    asked = _asked_as(old.inventory, new.inventory)
    if _same_method(old.side, new.side) and old.side.as_of == new.side.as_of and asked is old.inventory:
        return Way(steps=(Step(cause=Cause.SYSTEM, conclusions=new.conclusions, of_old=False),))
    method = _Method(knowledge=knowledge)
    carried = _Carried(old, new, method)
    return Way(
        steps=tuple(_steps(old, new, asked, method, carried)),
        unjudged=carried.unjudged,
        unjudged_updates=carried.unjudged_updates,
    )


def _same_method(old: Side, new: Side) -> bool:
    before, after = _whole(old.catalogs), _whole(new.catalogs)
    same_terms = old.terms is None or new.terms is None or old.terms.id != new.terms.id or old.terms.sha256 == new.terms.sha256
    return old.tool == new.tool and same_terms and all(after[id_] == before[id_] for id_ in before if id_ in after)


def _asked_as(old: Inventory, new: Inventory) -> Inventory:
    """Return OLD's inventory, asked by the frameworks and baselines that only NEW asks for too; itself where there are none.

    So what it would have failed then is not called new.
    """
    now = {choice.id: choice for choice in new.report.frameworks}
    before = {choice.id for choice in old.report.frameworks}
    kept = [now[c.id] if c.id in now and now[c.id].baseline != c.baseline else c for c in old.report.frameworks]
    asked = (*kept, *(choice for choice in new.report.frameworks if choice.id not in before))
    return old if asked == old.report.frameworks else replace(old, report=replace(old.report, frameworks=asked))


def _steps(old: State, new: State, asked: Inventory, method: _Method, carried: _Carried) -> Iterator[Step]:
    conclusions = old.conclusions
    if not method.made(old) or asked is not old.inventory:
        conclusions = carried.into(method.judge(asked, old.side.as_of))
        yield Step(cause=Cause.METHOD, conclusions=conclusions, of_old=True)
    if old.side.as_of != new.side.as_of:
        conclusions = carried.into(method.judge(asked, new.side.as_of))
        yield Step(cause=Cause.TIME, conclusions=conclusions, of_old=True)
    if method.made(new):
        yield Step(cause=Cause.SYSTEM, conclusions=new.conclusions, of_old=False)
        return
    # NEW was recorded by another method than ours: both are judged by ours, and what that changes in NEW is the method's again.
    yield Step(cause=Cause.SYSTEM, conclusions=carried.into_new(method.judge(new.inventory, new.side.as_of)), of_old=False)
    yield Step(cause=Cause.METHOD, conclusions=new.conclusions, of_old=False)


class _Carried:
    """Know what this reportgen cannot judge, and whether the verdicts as recorded can stand in for it: only where nothing else changed."""

    def __init__(self, old: State, new: State, method: _Method) -> None:
        self._old = old
        self._new = new
        known = method.knowledge.catalog.framework_by_id
        names = {stamp.id for stamp in (*old.side.catalogs, *new.side.catalogs)}
        self._unknown = frozenset(name for name in names if name not in known)
        before, after = _whole(old.side.catalogs), _whole(new.side.catalogs)
        same_day_and_tool = old.side.tool == new.side.tool and old.side.as_of == new.side.as_of
        self.unjudged: Mapping[str, str] = {
            name: tr(
                "The catalogue of {framework} is not at hand, so the old inventory could not be judged by the new method.", framework=name
            )
            for name in sorted(self._unknown)
            if name in before and name in after and not (same_day_and_tool and before[name] == after[name])
        }
        self.unjudged_updates = ""
        self._unknown_terms = _unknown_terms(old.inventory, method) or _unknown_terms(new.inventory, method)
        same_terms = same_day_and_tool and old.side.terms == new.side.terms
        if self._unknown_terms and not same_terms:
            self.unjudged_updates = tr(
                "The terms of service {terms} are not at hand, so the old updates could not be judged by the new method.",
                terms=self._unknown_terms,
            )

    def into(self, judged: Conclusions) -> Conclusions:
        """Return what was judged of OLD anew, with the recorded verdicts where nothing can be judged anew."""
        return self._with(judged, self._old.conclusions)

    def into_new(self, judged: Conclusions) -> Conclusions:
        """Return the same of NEW."""
        return self._with(judged, self._new.conclusions)

    def _with(self, judged: Conclusions, recorded: Conclusions) -> Conclusions:
        if not self._unknown and not self._unknown_terms:
            return judged
        kept = {key: fact for key, fact in recorded.findings.items() if self._is_kept(key[0], key[1])}
        findings = {key: fact for key, fact in judged.findings.items() if not self._is_kept(key[0], key[1])}
        return replace(judged, findings=findings | kept, rows=recorded.rows if self._unknown_terms else judged.rows)

    def _is_kept(self, requirement: str, kind: str) -> bool:
        return requirement.partition("/")[0] in self._unknown or (bool(self._unknown_terms) and kind == "change")


def _unknown_terms(inventory: Inventory, method: _Method) -> str:
    named = inventory.provider.terms_of_service
    return named if named not in (None, NO_TERMS) and method.knowledge.terms_of(inventory) is None else ""
