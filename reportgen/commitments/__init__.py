"""The provider's promise about the order of updates: whether it was kept, and what the plan makes of it.

The thinking room beside ``calendar``: terms and updates in, ledger, plan and conduct out.
"""

from __future__ import annotations

from reportgen.commitments.history import History, production_environments
from reportgen.commitments.ledger import ledger

__all__ = ["History", "ledger", "production_environments"]
