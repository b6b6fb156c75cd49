"""Who is one customer, and which contacts are one issue."""
