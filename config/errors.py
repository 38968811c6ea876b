"""The error that is shown to the user as it stands. Imports nothing: every command needs it."""


class UserError(Exception):
    """Something the user can understand and mend. The text is one line: what, where, and what to do."""


class SettingsError(UserError):
    """A setting that cannot be used: names the file (or variable), the key, what is wrong, and the nearest valid key."""
