"""Say a thing once: a service that fails at every turn is worth one line in the log."""

from __future__ import annotations

import logging


class Once:
    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._said: set[str] = set()  # bounded by the services of a desktop

    def info(self, subject: str, text: str, *arguments: object) -> None:
        """Log `subject: text` at INFO, the first time for this subject."""
        if subject not in self._said and len(self._said) < 100:
            self._said.add(subject)
            self._log.info(f"%s: {text}", subject, *arguments)
