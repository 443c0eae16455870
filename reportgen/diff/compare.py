"""Compare two states: one small generator for each kind of record yields typed changes."""

from __future__ import annotations

from reportgen.diff.model import Comparison, Policy
from reportgen.diff.state import State, Way


def compare(old: State, new: State, way: Way, policy: Policy) -> Comparison:
    """Return everything that is another in NEW than in OLD, each with its cause; pure, and the same for the same arguments."""
    raise NotImplementedError
