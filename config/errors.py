"""The error whose text is shown to the user unchanged. The module imports nothing, because every command needs it."""


class UserError(Exception):
    """An error that the user can understand and fix. The text is one line: what, where, and what to do."""


class SettingsError(UserError):
    """A setting cannot be used. The text names the file (or variable), the key, the fault, and the nearest valid
    key."""


def in_words(error: OSError) -> str:
    """Returns what the system says is wrong, with the file where there is one, as a line without numbers of errors."""
    why = error.strerror or str(error)
    return f"{error.filename}: {why}" if error.filename else why
