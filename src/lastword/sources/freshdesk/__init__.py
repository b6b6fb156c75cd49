"""Freshdesk: tickets, conversations, satisfaction ratings, contacts and agents."""
