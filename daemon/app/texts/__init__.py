"""Texts: asked of a mind in writing, and read aloud."""
