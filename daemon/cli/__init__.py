"""The command line and the live view: `main.main` is `sarai`.

A client of the daemon: may import every package of `daemon` but `tray`, `doctor` and `bench`, which bring their own
`command.py`. What a command needs is imported when it runs, so that `sarai status` does not pay for `sarai demo`.
"""
