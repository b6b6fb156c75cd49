"""From bytes to canonical rows: decode, map, type, quarantine, reconcile."""
