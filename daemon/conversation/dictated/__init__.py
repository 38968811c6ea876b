"""What the conversation does while the user dictates."""
