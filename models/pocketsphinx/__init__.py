"""Helpers of the pocketsphinx ears: what they expect to hear, and how a voice and a microphone sound."""
