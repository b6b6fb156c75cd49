"""Amazon Connect: contact records, and the transcripts of Contact Lens."""
