"""`sarai bench`: what the engines cost on this machine. Each subcommand is a module here: HELP, add_arguments, run."""
