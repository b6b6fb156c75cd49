"""Statistics: arrays and counts in, frozen results with intervals out."""
