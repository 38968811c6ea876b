"""Typing on wlroots: a keyboard of our own that has the very letters (`keyboard`), and who has the focus (`sway`)."""
