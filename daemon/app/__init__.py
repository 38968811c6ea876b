"""The running daemon: `daemon.Daemon` builds everything from the ground up, runs it and takes it down in reverse.

May import every package of `daemon` but the clients and instruments above it (`cli`, `tray`, `doctor`, `bench`).
"""
