"""Zendesk Support: tickets, audits, comments, metrics, ratings, users; API and warehouse."""
