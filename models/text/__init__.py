"""Text processing between an LLM and a voice: clauses, speakable text, marks, language. Pure."""
