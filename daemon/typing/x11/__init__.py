"""Typing on X11: keys by XTEST, all else by a paste. A process of its own (`hand`) speaks to X; `xtest.XTest` asks it."""
