"""Processes with one engine each, their protocol, and the memory budget they share. Entry: `fleet.Fleet`, `ModelHandle`.

A ground package: imports no other package of `daemon`.
"""
