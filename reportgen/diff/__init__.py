"""What changed between two reports, as typed changes with a cause: pure thinking that does not know where the two came from."""

from reportgen.diff.codes import CODES, Cause, CodeInfo, Severity
from reportgen.diff.model import Acceptance, CatalogStamp, Change, Comparison, Incomparable, Policy, Side, TermsStamp

__all__ = [
    "CODES",
    "Acceptance",
    "CatalogStamp",
    "Cause",
    "Change",
    "CodeInfo",
    "Comparison",
    "Incomparable",
    "Policy",
    "Severity",
    "Side",
    "TermsStamp",
]
