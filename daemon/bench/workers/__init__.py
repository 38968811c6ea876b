"""What runs in a worker process for a benchmark only."""
