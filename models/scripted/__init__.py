"""Engines that do their real work and say given words: for measuring latency."""
