"""Queues of people who wait for people: blocking, waiting, giving up, and how many agents."""
