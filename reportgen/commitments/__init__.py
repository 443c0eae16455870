"""The provider's promise about the order of updates: whether it was kept, and what the plan makes of it.

The thinking room beside ``calendar``: terms and updates in, ledger, plan and conduct out.
"""

from __future__ import annotations

from reportgen.commitments.conduct import conduct
from reportgen.commitments.history import PLATFORM, History, production_environments
from reportgen.commitments.ledger import ledger
from reportgen.commitments.period import PeriodFigures, PeriodSummary, summarize
from reportgen.commitments.plan import plan, with_planned
from reportgen.prospects import ConductFinding, Order, PlanEntry, Whose

__all__ = [
    "PLATFORM",
    "ConductFinding",
    "History",
    "Order",
    "PeriodFigures",
    "PeriodSummary",
    "PlanEntry",
    "Whose",
    "conduct",
    "ledger",
    "plan",
    "production_environments",
    "summarize",
    "with_planned",
]
