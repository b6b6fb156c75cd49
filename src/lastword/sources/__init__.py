"""One folder a system: recognise its files, read them, map them to the canonical tables."""
