"""LLMs in llama.cpp, loaded from GGUF files. Entry: `mind.LlamaMind`."""
