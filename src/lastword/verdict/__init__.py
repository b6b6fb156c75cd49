"""What customers said, what they did, and what the company claimed."""
