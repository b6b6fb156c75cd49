"""The project's files: loads, generations, pointer, ledger, corrections, erasure."""
