"""The syntax that the sentences are written in, hassil's: entered at `sentence.Written`. Pure."""
