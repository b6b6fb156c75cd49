"""Recordings of calls: who spoke when, what was heard, what was said."""
