"""Benchmarks: figures with machine, versions and seed, written to `benchmarks/results/`."""
