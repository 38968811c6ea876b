"""The icon in the desktop's tray: a client of the daemon, in a process of its own."""
