"""The command line and the live view: `main.main` is `sarai`.

May import every package of `daemon` except `tray`, `doctor` and `bench`, which bring their own `command.py`. Commands import
what they need when they run, so that `sarai status` does not pay for `sarai demo`.
"""
