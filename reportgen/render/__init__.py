"""Writing: one module or package for each format, none of which knows another."""
