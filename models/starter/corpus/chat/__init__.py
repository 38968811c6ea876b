"""Talk that asks for no facts: courtesies, feelings, asides, questions about the assistant itself, and jokes."""
