"""Common words and everyday things: opposites, colours, animals, definitions, units, spelling, and the rest."""
