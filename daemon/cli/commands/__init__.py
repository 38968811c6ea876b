"""One module for each command: `add(subparsers)` describes it, `run(args)` does it and returns the exit code.

`run` imports what the command needs, so that `sarai status` does not pay for `sarai demo`.
"""
