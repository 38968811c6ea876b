"""The running daemon. Entry: `daemon.running`, which builds the parts from the ground up and takes them down in reverse.

May import every package of `daemon` but the clients and instruments above it (`cli`, `tray`, `doctor`, `bench`).
"""
