"""Code that runs in a worker process, for benchmarks only."""
