"""Manners on a desktop: other players, notifications, the screen lock, calls, suspend. Composed by `desktop.Desktop`."""
