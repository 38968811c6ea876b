"""Questions outside the starter's knowledge, of every kind, and its honest reply to all of them."""
