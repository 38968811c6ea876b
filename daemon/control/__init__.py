"""How a running daemon is reached: control socket (`server.ControlServer`), its clients, events, systemd.

`events` holds the public events; `hub` hands them to subscribers; `state` is the picture of the daemon that clients make of
them. A ground package: imports no other package of `daemon`.
"""
