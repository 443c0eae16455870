"""The provider's promise about the order of updates: whether it was kept, and what the plan makes of it.

The thinking room beside ``calendar``: terms and updates in, ledger, plan and conduct out.
"""

from __future__ import annotations

from reportgen.commitments.history import began_with, non_production_applications, production_environments, runs_service
from reportgen.commitments.ledger import ledger

__all__ = [
    "began_with",
    "ledger",
    "non_production_applications",
    "production_environments",
    "runs_service",
]
