"""From a verdict to a finding: the sentence, the thresholds, the place to change, and who attests or mends it."""

from __future__ import annotations

import hashlib

from reportgen.assessment.verdict import Verdict
from reportgen.errors import Location
from reportgen.findings import Finding, Isolation, Recommendation, Status, Threshold
from reportgen.language import number, tr
from reportgen.model import Deployment, Remediation
from reportgen.regulation import Level, Requirement
from reportgen.rules import changes, pairs
from reportgen.rules.sentences import listed, missing_words, phrases_of, shared_words, threshold_words

_CODE_WORDS = {
    Status.NOT_SATISFIED: "fails",
    Status.UNKNOWN: "cannot-tell",
    Status.ATTESTATION_NEEDED: "needs-attestation",
    Status.WAIVED: "waived",
    Status.ATTESTED: "attested",
    Status.SATISFIED: "holds",
    Status.NOT_APPLICABLE: "not-applicable",
}


def fingerprint(requirement: str, subject: str, check: str) -> str:
    """Return 16 hexadecimal digits that stay the same from release to release."""
    return hashlib.sha256("\x00".join((requirement, subject, check)).encode()).hexdigest()[:16]


def required(requirement: Requirement, check: str, subject: Deployment | None) -> Threshold | None:
    """Return the boundaries that a check of isolation asks for; None for the other checks."""
    if check == "isolation_level":
        return pairs.minimum(requirement)
    if check == "platform_update_level":
        return pairs.platform_level(requirement)
    if check == "manufacturer_required_level" and subject is not None and subject.manufacturer_required_level not in (None, "none"):
        return Threshold(level=Level.named(str(subject.manufacturer_required_level)), namespaces_separate=False)
    return None


def make(
    requirement: Requirement,
    check: str,
    subject: tuple[str, str],
    verdict: Verdict,
    *,
    location: Location,
    deployment: Deployment | None = None,
    recommendation: Recommendation | None = None,
    evidence: str | None = None,
    remediation: Remediation | None = None,
) -> Finding:
    """Return the finding of a verdict; ``subject`` is (name, kind), ``evidence`` the id of what attests it."""
    name, kind = subject
    status = Status.ATTESTED if evidence is not None and verdict.status is Status.ATTESTATION_NEEDED else verdict.status
    threshold = required(requirement, check, deployment)
    is_level = check in ("isolation_level", "platform_update_level")
    return Finding(
        id=fingerprint(requirement.id, name, check),
        requirement=requirement.id,
        subject=name,
        subject_kind=kind,
        check=check,
        status=status,
        code=f"{check.replace('_', '-')}.{_CODE_WORDS[status]}",
        message=_message(requirement, check, name, verdict, status, threshold, evidence, recommendation),
        text_force=requirement.text_force,
        recommendation=recommendation,
        required=threshold,
        recommended=pairs.recommended(requirement) if is_level else None,
        exception_floor=pairs.exception_floor(requirement) if is_level else None,
        actual=verdict.weakest,
        counterparts=verdict.groups,
        missing=verdict.missing,
        waiver=", ".join(verdict.waivers) or None,
        evidence=evidence,
        remediation=remediation if status in (Status.NOT_SATISFIED, Status.UNKNOWN, Status.WAIVED, Status.ATTESTATION_NEEDED) else None,
        location=location,
    )


def _message(
    requirement: Requirement,
    check: str,
    subject: str,
    verdict: Verdict,
    status: Status,
    threshold: Threshold | None,
    evidence: str | None,
    recommendation: Recommendation | None,
) -> str:
    notes = "; ".join(note.removesuffix(".") for note in verdict.notes[:3])
    if status is Status.NOT_APPLICABLE:
        return tr("Not applicable to {subject}: {reason}.", subject=subject, reason=notes or tr("nothing to judge"))
    if status is Status.ATTESTATION_NEEDED:
        return tr("Somebody must attest it for {subject}: {what}", subject=subject, what=_sentence(notes))
    if status is Status.ATTESTED:
        return tr("Attested for {subject} by evidence {evidence}: {what}", subject=subject, evidence=evidence, what=_sentence(notes))
    phrases = phrases_of(check)
    words = {"s": _named_subject(subject, check, verdict), "c": _counterparts(verdict, status), "r": threshold_words(threshold)}
    if status is Status.SATISFIED:
        return _holds(tr(phrases.holds, **words), requirement, check, threshold, recommendation, notes)
    template = phrases.open if status is Status.UNKNOWN else phrases.fails
    return _sentence(_joined(tr(template, **words), _reasons(verdict, notes, check)) + _waived(verdict, status))


def _named_subject(subject: str, check: str, verdict: Verdict) -> str:
    """Name what a sentence is about: where a deployment is judged by its Environment's updates, the updates that decide."""
    if check in changes.CHECKS and verdict.count:
        return listed(verdict.names, verdict.count)
    return subject


def _holds(
    text: str, requirement: Requirement, check: str, threshold: Threshold | None, recommendation: Recommendation | None, notes: str
) -> str:
    if check == "isolation_level" and threshold is None:
        return _advised(threshold_words(pairs.recommended(requirement)), recommendation)
    return _sentence(_joined(text, [notes] if notes else []))


def _advised(level: str, recommendation: Recommendation | None) -> str:
    if recommendation is None:
        return tr("No minimum of isolation is set here.")
    if recommendation is Recommendation.MET:
        return tr("No minimum of isolation is set here; {level} is recommended, and is reached.", level=level)
    return tr("No minimum of isolation is set here; {level} is recommended, and is not reached.", level=level)


def _counterparts(verdict: Verdict, status: Status) -> str:
    if status is Status.SATISFIED:
        return listed(verdict.names, verdict.count) if verdict.count <= 3 else tr("all {n} counterparts", n=number(verdict.count))
    return listed(verdict.names, verdict.count) or tr("its counterparts")


def _reasons(verdict: Verdict, notes: str, check: str) -> list[str]:
    reasons = [notes] if notes else []
    weakest = verdict.weakest
    if weakest is not None and check in ("isolation_level", "platform_update_level", "manufacturer_required_level"):
        reasons.append(tr("it is at {level} and they share {shared}", level=_actual_words(weakest), shared=shared_words(weakest)))
    if verdict.missing and check != "update_lead_time":
        reasons.append(missing_words(verdict.missing))
    return reasons


def _actual_words(isolation: Isolation) -> str:
    return threshold_words(Threshold(level=isolation.level, namespaces_separate=isolation.namespaces_separate))


def _waived(verdict: Verdict, status: Status) -> str:
    return f" ({tr('covered by waiver {waivers}', waivers=', '.join(verdict.waivers))})" if status is Status.WAIVED else ""


def _joined(text: str, reasons: list[str]) -> str:
    return f"{text}: {'; '.join(reasons)}" if reasons else text


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
