"""How a running daemon is reached: control socket (`server.ControlServer`), its client, events, systemd.

A ground package: imports no other package of `daemon`.
"""
