"""The form of a line of small talk."""

Entry = tuple[str, str, tuple[str, ...]]
"""Family, pattern of the user's words, replies: few and short, because the model's capacity belongs to facts."""
Entries = dict[str, tuple[Entry, ...]]
"""The entries of each language."""
