"""Numbers, dates, money, units and abbreviations as they are said, in English and Spanish. Pure. Entry: `numbers`."""
