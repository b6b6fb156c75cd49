"""One question a page: what it says, its numbers, its chart, the rows behind."""
