"""Minds on servers: Ollama, and what speaks OpenAI's protocol. Entry: `minds`."""
