"""A home's devices as people speak of them: which are meant, and what shall become of them. Pure.

Entry: `commands.understood`. `daemon.actions.home` fetches the names from Home Assistant, and carries the commands out.
"""
