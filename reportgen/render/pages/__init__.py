"""The report as a tree of plain Markdown pages, for any site generator that reads Python-Markdown with attribute lists."""
