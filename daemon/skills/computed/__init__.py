"""Questions that are answered by computing, not by a mind: sums, units, days and months, letters. Pure.

Entry: `questions.computed`. The phrases are in `sentences/computed`.
"""
