"""Formbricks: responses, surveys and contacts, as its API gives them."""
