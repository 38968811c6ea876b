"""What a command lacks: it is asked for once, and the answer completes the command. Entered at `question.missing`. Pure."""
