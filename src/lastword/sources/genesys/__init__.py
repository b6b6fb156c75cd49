"""Genesys Cloud: details of conversations, with their surveys and evaluations."""
