"""Putting text into the window that had the focus: the ways that a desktop has, chosen by `choice`. Entry: `typist.Typist`.

What is typed comes from dictation and from actions. May import `desktop` for its bus and its programs.
"""
