"""SARIF 2.1.0, for code scanning: verdicts and changes beside the lines of the inventory."""

from reportgen.render.sarif.changes import render_changes
from reportgen.render.sarif.verdicts import FINGERPRINT, render_sarif

__all__ = ["FINGERPRINT", "render_changes", "render_sarif"]
