"""`sarai doctor` tells what is wrong on this machine, what that means, and the command that mends it.

Each check is a function from Surroundings to findings. No check imports an engine or a sound library: other processes
try those, because a broken library may hang or crash its process.
"""
