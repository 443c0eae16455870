"""The report between thinking and writing: its pages, tables, figures and words as plain values."""
