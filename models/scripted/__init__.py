"""Engines that do their real work and output given words, for latency measurements."""
