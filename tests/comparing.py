"""Builders of comparisons for tests of what shows them: changes, sides, and three sizes of what can have changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from reportgen.diff import CODES, Acceptance, Cause, Change, Comparison, Incomparable, Side
from reportgen.diff.model import fingerprint
from reportgen.errors import Location

OLD_DAY, NEW_DAY = dt.date(2024, 9, 30), dt.date(2024, 12, 16)


def change(code: str, subject: str = "shop-staging", **fields: Any) -> Change:
    """Return a change of its code's usual severity, in the file shop.yaml."""
    sentence = fields.pop("sentence", f"{subject} changed: {code}.")
    given = {
        "severity": CODES[code].severity,
        "cause": Cause.SYSTEM,
        "subject_kind": "deployment",
        "application": "shop",
        "new_location": Location("apps/shop.yaml", 7, 3),
        **fields,
    }
    id_ = fingerprint(code, subject, given.get("counterpart", ""), given.get("requirement", ""), sentence)
    return Change(id=id_, code=code, subject=subject, sentence=sentence, **given)


def comparison(changes: Iterable[Change] = (), *, incomparable: Iterable[Incomparable] = (), **fields: Any) -> Comparison:
    """Return a comparison of a release of September with the report of December."""
    given = {
        "old": Side(release="2024-q3", as_of=OLD_DAY, organization="Acme Care AB", tool="0.1.0", environments=4, deployments=19),
        "new": Side(as_of=NEW_DAY, organization="Acme Care AB", tool="0.1.0", environments=4, deployments=20),
        **fields,
    }
    return Comparison(changes=tuple(changes), incomparable=tuple(incomparable), **given)


def one() -> Comparison:
    """Return the change that the product exists for, with what follows from it."""
    return comparison(
        [
            change(
                "isolation-lowered",
                counterpart="shop-production",
                sentence="The isolation between shop-staging and shop-production fell from environment to namespace.",
                clause="isolation from shop-production fell from environment to namespace",
            ),
            change(
                "finding-not-satisfied",
                requirement="iso27001-2022/a.8.31",
                check="isolation_level",
                sentence="iso27001-2022/a.8.31 is no longer satisfied for shop-staging.",
                clause="iso27001-2022/a.8.31 is no longer satisfied",
            ),
            change(
                "deployment-moved",
                sentence="shop-staging moved from its own Environment to a Namespace beside production.",
                clause="it moved from its own Environment to a Namespace beside production",
            ),
        ]
    )


def many(count: int = 300) -> Comparison:
    """Return a regression among hundreds of harmless additions, with changes of method and time, acceptances, and a gap."""
    accepted = Acceptance(fingerprint="0" * 16, reason="Known.", author="CISO", location=Location("accepted.yaml", 3, 5))
    return comparison(
        [
            *one().changes,
            change(
                "waiver-expired",
                "W-2024-01",
                subject_kind="waiver",
                application="",
                sentence="Waiver W-2024-01 ended on 2024-11-30.",
                cause=Cause.TIME,
            ),
            change("finding-unknown", "shop-testing", application="portal", accepted=accepted),
            change("catalog-changed", "gdpr", subject_kind="framework", application="", cause=Cause.METHOD, new_location=None),
            change(
                "deployment-removed", "old-thing", application="portal", new_location=None, old_location=Location("apps/old.yaml", 3, 1)
            ),
            *(change("deployment-added", f"new-{i:03}", application=f"app-{i % 30:02}") for i in range(count)),
        ],
        incomparable=[Incomparable(subject="nis2", what="its findings", reason="The old catalogue of nis2 is not there any more.")],
        unused=(accepted,),
    )


HOSTILE = "<img src=x onerror=alert(1)> {{ 7*7 }} | `a` [x](javascript:alert(1)) \u202e\x1b]]> & {0}"


def hostile() -> Comparison:
    """Return changes whose names try to leave the place where they stand."""
    return comparison(
        [
            change("isolation-lowered", HOSTILE, counterpart=HOSTILE, application=HOSTILE, new_location=Location(f"{HOSTILE}.yaml", 1, 1)),
            change("framework-dropped", HOSTILE, subject_kind="framework", application=""),
        ],
        incomparable=[Incomparable(subject=HOSTILE, what=HOSTILE, reason=HOSTILE)],
        old=Side(release="2024-q3", as_of=OLD_DAY, organization=HOSTILE, tool="0.1.0"),
        new=Side(as_of=NEW_DAY, organization=HOSTILE, tool="0.1.0"),
    )
