"""The fixed words of inventories and catalogues, in the language of the reader: stages, designations, kinds of data, classes of update.

What a person writes into a file stays as it is spelt there; what a person reads is said in their language.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from reportgen.language import markc, trc


def said(word: StrEnum | str) -> str:
    """Return a fixed word in the spoken language; any other word as it is."""
    return trc("value", str(word))


WORDS: Final = frozenset(
    {
        markc("value", "local"),
        markc("value", "development"),
        markc("value", "integration"),
        markc("value", "testing"),
        markc("value", "staging"),
        markc("value", "production"),
        markc("value", "non-production"),
        markc("value", "shared"),
        markc("value", "dedicated"),
        markc("value", "managed"),
        markc("value", "enterprise"),
        markc("value", "throw-away"),
        markc("value", "seed"),
        markc("value", "realistic"),
        markc("value", "customer"),
        markc("value", "normal"),
        markc("value", "high"),
        markc("value", "very-high"),
        markc("value", "none"),
        markc("value", "partial"),
        markc("value", "present"),
        markc("value", "default-deny"),
        markc("value", "critical-security"),
        markc("value", "security"),
        markc("value", "minor"),
        markc("value", "major"),
        markc("value", "passed"),
        markc("value", "failed"),
        markc("value", "seconds"),
        markc("value", "tens-of-seconds"),
        markc("value", "minutes"),
        markc("value", "hours"),
        markc("value", "myself"),
        markc("value", "my-team"),
        markc("value", "other-teams"),
        markc("value", "qa"),
        markc("value", "product-management"),
        markc("value", "customers"),
        markc("value", "personal"),
        markc("value", "health"),
        markc("value", "cardholder"),
        markc("value", "clearinghouse"),
        markc("value", "low"),
        markc("value", "medium"),
        markc("value", "in-force"),
        markc("value", "superseded"),
        markc("value", "repealed"),
        markc("value", "to-be-confirmed"),
        markc("value", "equal-to"),
        markc("value", "equivalent-to"),
        markc("value", "subset-of"),
        markc("value", "superset-of"),
        markc("value", "intersects-with"),
        markc("value", "replaced-by"),
    }
)
"""Every word that there is a translation of."""
