"""Intercom: conversations, their parts, contacts, admins and ratings; API and warehouse."""
