"""The catalogue: each metric defined once, with title, question, grain, kind and trap."""
