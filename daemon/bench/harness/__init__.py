"""The parts that all benchmarks share: engines, rounds, conditions, reports and plots."""
