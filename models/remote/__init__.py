"""LLMs on servers: Ollama, and servers with OpenAI's protocol. Entry: `minds`."""
