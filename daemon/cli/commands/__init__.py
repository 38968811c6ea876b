"""One module for each command: `add(subparsers)` describes it, `run(args)` does it and returns the exit code.

What a command needs is imported within `run`, so that `sarai status` does not pay for `sarai demo`.
"""
