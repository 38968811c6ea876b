"""What the free words of a sentence mean: entered at `meaning.meant`. Pure."""
