"""A generated contact centre with planted truth, written as raw exports."""
