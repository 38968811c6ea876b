"""Minds in llama.cpp: a GGUF file that answers. Entry: `mind.LlamaMind`."""
