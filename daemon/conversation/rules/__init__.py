"""The decisions of a conversation, pure: is the turn over, is this an interruption, was the assistant called."""
