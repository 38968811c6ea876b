"""`sarai bench turn`: whole spoken turns, measured from the end of speech to the first audible sample."""
