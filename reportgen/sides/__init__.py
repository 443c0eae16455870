"""Read one side of a comparison that is not an inventory on disk: a report as it was recorded, a revision in version control."""
