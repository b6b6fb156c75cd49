"""Chatwoot: conversations, messages, reporting events and ratings; API, database and CSV."""
