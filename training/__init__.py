"""Scripts that train the heads which Lastword ships; run as ``python -m training.emotion DATA``."""
