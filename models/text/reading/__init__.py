"""Converts numbers, dates, money, units and abbreviations to spoken words, in English and Spanish. Pure. Entry:
`numbers`."""
