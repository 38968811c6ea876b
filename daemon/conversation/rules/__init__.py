"""The pure decisions of a conversation: is the turn over, is this an interruption, was the assistant called."""
