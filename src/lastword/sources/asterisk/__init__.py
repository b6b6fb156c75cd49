"""Asterisk: the log of its queues, as a file or in a database."""
