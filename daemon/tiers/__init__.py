"""How a tier answers: cascade, opener, Omni, an LLM that hears; and how it is built. Entry: `build.build`.

May import `conversation` (its reply events), `workers` and `routing`.
"""
