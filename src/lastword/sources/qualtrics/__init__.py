"""Qualtrics: responses (CSV, JSON, warehouse), distributions, contacts and survey definitions."""
