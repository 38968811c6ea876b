"""The text that the user has selected: read aloud, translated, shortened, answered, and replaced."""
