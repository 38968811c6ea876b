"""The command `sarai tools`, action by action. Entry: `command.add`."""
