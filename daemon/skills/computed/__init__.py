"""Questions that are answered without a mind: sums, units, days and months, letters; facts for a small one. Pure.

Entry: `questions.computed`. The phrases are in `sentences/computed`, the facts in `sentences/facts`.
"""
