"""What changed between two reports, for a terminal and for a comment on a change."""
