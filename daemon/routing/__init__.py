"""Which tier answers: facts in, a route with its reason out. Entry: `table.route`.

Pure but for `measured` (kept results of benchmarks) and `recommended`. A ground package.
"""
