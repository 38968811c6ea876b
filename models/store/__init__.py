"""The store: where a model is on this machine, and getting, checking and removing it.

`places` says where to look, `find` what is there, `pull` gets what is missing, `keep` verifies and removes, and
`recommend` says what this machine should have.
"""
