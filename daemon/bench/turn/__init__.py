"""`sarai bench turn` measures whole spoken turns, from the end of speech to the first audible sample."""
