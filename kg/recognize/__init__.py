"""Names, dates and figures: where they stand and of what type."""
