"""`sarai bench` measures what the engines cost on this machine.

Each subcommand is a module here, with HELP, add_arguments and run.
"""
