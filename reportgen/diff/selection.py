"""What judges: the tool, the catalogues, the terms, and which frameworks are asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reportgen.diff.both import Both, make_change
from reportgen.diff.codes import Cause
from reportgen.diff.model import CatalogStamp, Change, TermsStamp
from reportgen.diff.state import Conclusions
from reportgen.findings import Status
from reportgen.language import tr, trn
from reportgen.model import FrameworkChoice
from reportgen.snapshot import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Say which requirements are judged on one side only because somebody selected them, or no longer does; by framework."""

    added: Mapping[str, frozenset[str]]
    dropped: Mapping[str, frozenset[str]]

    @property
    def all_added(self) -> frozenset[str]:
        """Return every requirement that only NEW asks for."""
        return frozenset().union(*self.added.values())

    @property
    def all_dropped(self) -> frozenset[str]:
        """Return every requirement that only OLD asked for."""
        return frozenset().union(*self.dropped.values())


def selection(both: Both) -> Selection:
    """Return what was selected or dropped: whole frameworks, and what another baseline of one adds or leaves out."""
    old, new = _choices(both.old.inventory.report.frameworks), _choices(both.new.inventory.report.frameworks)
    had, has = _judged(both.old.conclusions), _judged(both.new.conclusions)
    added = {id_: has.get(id_, frozenset()) for id_ in new if id_ not in old}
    dropped = {id_: had.get(id_, frozenset()) for id_ in old if id_ not in new}
    for id_ in (id_ for id_ in new if id_ in old and old[id_].baseline != new[id_].baseline):
        more, less = has.get(id_, frozenset()) - had.get(id_, frozenset()), had.get(id_, frozenset()) - has.get(id_, frozenset())
        added |= {id_: more} if more else {}
        dropped |= {id_: less} if less else {}
    return Selection(added=added, dropped=dropped)


def _choices(choices: tuple[FrameworkChoice, ...]) -> dict[str, FrameworkChoice]:
    return {choice.id: choice for choice in choices}


def _judged(conclusions: Conclusions) -> dict[str, frozenset[str]]:
    """Return the requirements that were judged, by framework."""
    found: dict[str, set[str]] = defaultdict(set)
    for requirement in dict.fromkeys(key[0] for key in conclusions.findings):
        found[requirement.partition("/")[0]].add(requirement)
    return {framework: frozenset(requirements) for framework, requirements in found.items()}


def selection_changes(both: Both, selected: Selection) -> Iterator[Change]:
    """Yield what changed in what judges."""
    yield from _frameworks(both, selected)
    yield from _catalogs(both)
    yield from _terms(both)
    if both.old.side.tool != both.new.side.tool:
        old, new = both.old.side.tool, both.new.side.tool
        sentence = tr("reportgen {new} judged; before it was reportgen {old}.", new=new, old=old)
        yield make_change("tool-changed", cause=Cause.METHOD, subject="reportgen", subject_kind="tool", old=old, new=new, sentence=sentence)


def _frameworks(both: Both, selected: Selection) -> Iterator[Change]:
    old, new = _choices(both.old.inventory.report.frameworks), _choices(both.new.inventory.report.frameworks)
    for id_, requirements in selected.added.items():
        counts = _counts(both.new.conclusions, requirements)
        wanting = counts.get(Status.NOT_SATISFIED.value, 0)
        yield make_change(
            "framework-added",
            cause=Cause.SYSTEM,
            subject=id_,
            subject_kind="framework",
            old=_choice(old.get(id_)) or None,
            new={**_choice(new[id_]), **_judged_value(requirements, counts)},
            sentence=tr(
                "{framework} is asked for now: {requirements}, {findings} not satisfied at the beginning.",
                framework=both.title(id_),
                requirements=trn("{n} requirement", "{n} requirements", len(requirements)),
                findings=trn("{n} finding", "{n} findings", wanting),
            ),
            old_location=old[id_].origin.location() if id_ in old else None,
            new_location=new[id_].origin.location(),
        )
    for id_, requirements in selected.dropped.items():
        counts = _counts(both.old.conclusions, requirements)
        yield make_change(
            "framework-dropped",
            cause=Cause.SYSTEM,
            subject=id_,
            subject_kind="framework",
            old={**_choice(old[id_]), **_judged_value(requirements, counts)},
            new=_choice(new.get(id_)) or None,
            sentence=tr(
                "{framework} is no longer asked for: {requirements} judged no more, {findings} of them not satisfied at the end.",
                framework=both.title(id_),
                requirements=trn("{n} requirement", "{n} requirements", len(requirements)),
                findings=trn("{n} finding", "{n} findings", counts.get(Status.NOT_SATISFIED.value, 0)),
            ),
            old_location=old[id_].origin.location(),
            new_location=new[id_].origin.location() if id_ in new else None,
        )


def _judged_value(requirements: frozenset[str], counts: Mapping[str, int]) -> dict[str, Json]:
    ids: list[Json] = [*sorted(requirements)]
    return {"requirements": ids, "findings": dict(counts)}


def _choice(choice: FrameworkChoice | None) -> dict[str, Json]:
    data: dict[str, Json] = {}
    if choice is not None:
        data["id"] = choice.id
        if choice.baseline:
            data["baseline"] = choice.baseline
    return data


def _counts(conclusions: Conclusions, requirements: frozenset[str]) -> dict[str, int]:
    found = Counter(fact.status for key, fact in conclusions.findings.items() if key[0] in requirements)
    return {status.value: found[status] for status in Status if found[status]}


def _catalogs(both: Both) -> Iterator[Change]:
    old = {stamp.id: stamp for stamp in both.old.side.catalogs}
    had, has = _judged(both.old.conclusions), _judged(both.new.conclusions)
    for stamp in both.new.side.catalogs:
        before = old.get(stamp.id)
        if before is None or before == stamp:
            continue
        more, less = (
            has.get(stamp.id, frozenset()) - had.get(stamp.id, frozenset()),
            had.get(stamp.id, frozenset()) - has.get(stamp.id, frozenset()),
        )
        yield make_change(
            "catalog-changed",
            cause=Cause.METHOD,
            subject=stamp.id,
            subject_kind="framework",
            old=_stamp(before),
            new=_stamp(stamp),
            sentence=_catalog_sentence(both, before, stamp, len(more), len(less)),
        )


def _stamp(stamp: CatalogStamp) -> dict[str, Json]:
    data: dict[str, Json] = {"version": stamp.version, "sha256": stamp.sha256}
    return data | ({"overrides": dict(stamp.overrides)} if stamp.overrides else {})


def _catalog_sentence(both: Both, before: CatalogStamp, after: CatalogStamp, more: int, less: int) -> str:
    framework = both.title(after.id)
    if before.sha256 == after.sha256:
        return tr("The organisation's own catalogue changes {framework} in another way than before.", framework=framework)
    parts = []
    if more:
        parts.append(trn("{n} requirement more is judged", "{n} requirements more are judged", more))
    if less:
        parts.append(trn("{n} requirement is judged no more", "{n} requirements are judged no more", less))
    rest = "".join(f"; {part}" for part in parts)
    if before.version != after.version and before.sha256 != after.sha256:
        return (
            tr("{framework} is judged by version {new}; before it was {old}", framework=framework, new=after.version, old=before.version)
            + f"{rest}."
        )
    return (
        tr("{framework} is judged by another edition of its catalogue (version {new})", framework=framework, new=after.version) + f"{rest}."
    )


def _terms(both: Both) -> Iterator[Change]:
    old, new = both.old.side.terms, both.new.side.terms
    named = new or old
    if old == new or named is None:
        return
    yield make_change(
        "terms-changed",
        cause=Cause.METHOD,
        subject=named.id,
        subject_kind="terms",
        old=_terms_value(old),
        new=_terms_value(new),
        sentence=_terms_sentence(old, new),
        old_location=both.old.inventory.provider.origin.at("terms_of_service"),
        new_location=both.new.inventory.provider.origin.at("terms_of_service"),
    )


def _terms_value(stamp: TermsStamp | None) -> Json:
    if stamp is None:
        return None
    data: dict[str, Json] = {"id": stamp.id, "sha256": stamp.sha256}
    return data | ({"version": stamp.version} if stamp.version else {})


def _terms_sentence(old: TermsStamp | None, new: TermsStamp | None) -> str:
    if new is None:
        return tr("No terms of service are named any more; before they were {old}.", old=_terms_words(old))
    if old is None:
        return tr("Updates are judged by {new}; before no terms of service were named.", new=_terms_words(new))
    if (old.id, old.version) == (new.id, new.version):
        return tr("Updates are judged by another edition of {new}.", new=_terms_words(new))
    return tr("Updates are judged by {new}; before it was {old}.", new=_terms_words(new), old=_terms_words(old))


def _terms_words(stamp: TermsStamp | None) -> str:
    if stamp is None:
        return "–"
    return tr("{title} in the version of {version}", title=stamp.title, version=stamp.version) if stamp.version else stamp.title
