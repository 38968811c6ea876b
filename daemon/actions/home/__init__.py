"""Home Assistant: its devices by their names, and what is done with them. Entries: `connection.HomeConnection`, `home.Home`.

What is said to a home is understood in `daemon.skills.home`.
"""
