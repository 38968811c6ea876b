"""Manners on a desktop: other players, notifications, the screen lock, calls, suspend. `manners.Manners` composes them."""
