"""How a running daemon is reached: control socket (`server.ControlServer`), its clients, events, systemd.

`parameters` makes the table of methods from their signatures; `protocol` is the part of it that clients need. `events` holds
the public events; `hub` hands them to subscribers; `state` is the picture of the daemon that clients make of them. A ground
package: imports no other package of `daemon`.
"""
