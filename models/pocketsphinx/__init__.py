"""pocketsphinx as a recogniser: its domain language model, pronunciations, and adaptation to voice and microphone."""
