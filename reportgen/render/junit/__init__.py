"""JUnit XML, for build servers: verdicts and changes as tests."""

from reportgen.render.junit.changes import render_changes
from reportgen.render.junit.verdicts import render_junit

__all__ = ["render_changes", "render_junit"]
