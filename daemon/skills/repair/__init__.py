"""What speakers do to their sentences: they hesitate, correct themselves, begin with the end, and ask for two things.
Entered at `fillers.fluent`, `corrections.corrections`, `order.reordered` and `several.both`. Pure.
"""
