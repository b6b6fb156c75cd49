"""One module a detector; `registry.detectors` finds them."""
