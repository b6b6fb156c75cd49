"""Voice: what customers say, in their own words."""
