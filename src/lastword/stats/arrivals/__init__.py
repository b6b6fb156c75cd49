"""Arrivals: how many contacts will come, day by day and within the day, and how surely."""
