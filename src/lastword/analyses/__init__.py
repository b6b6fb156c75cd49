"""Analyses: each answers its questions with findings; none knows another."""
