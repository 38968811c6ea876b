"""`sarai doctor`: what is wrong on this machine, what that means, and the command that mends it.

Each check is a function from Surroundings to findings. None of them imports an engine or a sound library: those are tried
in processes of their own, because what is broken may hang or crash whoever touches it.
"""
