"""Statistics: arrays in, frozen results with intervals out; no tables, no domain words."""
