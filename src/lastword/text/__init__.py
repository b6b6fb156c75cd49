"""What linking, integrity and voice share about text: redaction, language, phrases."""
