"""The words of the controls that the site's script adds to its tables."""

from __future__ import annotations

from reportgen.language import tr


def script_words() -> dict[str, str]:
    """Return the words by their names in the script; ``{x}`` in them is filled in there."""
    return {
        "against": tr("Against"),
        "all": tr("all"),
        "ascending": tr("Sorted by “{column}”, upwards.", column="{column}"),
        "copied": tr("The link is copied."),
        "descending": tr("Sorted by “{column}”, downwards.", column="{column}"),
        "filter": tr("Filter"),
        "isolation": tr("Isolation"),
        "of": tr("Pairs of"),
        "pairs": tr("{shown} of {all} pairs", shown="{shown}", all="{all}"),
        "rows": tr("{shown} of {all} rows", shown="{shown}", all="{all}"),
        "share": tr("Copy link to this view"),
        "status": tr("Status"),
        "tools": tr("Filter “{table}”", table="{table}"),
        "unsorted": tr("In the order of the report."),
    }
