"""Countries: their capitals, continents, currencies and languages."""
