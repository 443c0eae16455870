"""Drawings of the report's figures as SVG: layout, colours, marks and text, without a word of their own."""
