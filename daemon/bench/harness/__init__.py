"""What all benchmarks share: which engines, rounds, conditions, reports, plots."""
