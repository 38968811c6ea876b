"""Dictation: from the words that were heard to the text that is typed. Entry: `dictation.Dictation`.

Pure, but for `dictation` itself. May import `typing` for the window, and `skills` for the sound of words.
"""
