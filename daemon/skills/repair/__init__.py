"""What speakers do to their sentences while they speak: they hesitate, correct themselves, and begin with the end. Entered at
`fillers.fluent`, `corrections.corrections` and `order.reordered`; imports nothing but the numbers' words. Pure.
"""
