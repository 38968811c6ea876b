"""Doers of what happens on the desktop: players, loudness, applications, pages, clipboard, screen. Entries: its classes."""
