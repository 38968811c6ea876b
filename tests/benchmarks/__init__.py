"""The programs under `benchmarks/`: what they count, and by which rules."""
