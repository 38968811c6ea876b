"""The spoken conversation: synchronous, without clock or I/O. Entry: `conversation.Conversation`.

All effects go through `ports.Ports`. May import `skills` and `routing`, and of `audio` and `models` only the types of their
messages.
"""
