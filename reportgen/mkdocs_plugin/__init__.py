"""The MkDocs plugin ``reportgen``: the report's pages in a site that there is already, and parts of it on any page.

Named in ``mkdocs.yml``; ``docs/how-to/into-your-documentation.md`` says how. Nothing is decided here: hooks only.
"""

from __future__ import annotations

from reportgen.mkdocs_plugin.plugin import ReportgenPlugin

__all__ = ["ReportgenPlugin"]
