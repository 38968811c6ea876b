"""A way of typing into a window that is a text, and a clipboard that is a list."""

from __future__ import annotations

from daemon.typing.way import TYPED, Fate, Insertion, Target, TypingError


class ScriptedWay:
    """A window as a text, which may lose the focus."""

    def __init__(self, name: str = "here", why: str = "", fails: str = "", number: int = 0) -> None:
        """`number`: the window's."""
        self._name, self._why, self._fails = name, why, fails
        self.number = number
        self.window = ""
        self.gone = False
        self.begun = 0

    @property
    def name(self) -> str:
        return self._name

    async def missing(self) -> str:
        return self._why

    async def begin(self) -> Target:
        if self._fails:
            raise TypingError(self._fails)
        self.begun += 1
        return Target("editor", self.number)

    async def insert(self, text: str) -> Insertion:
        if self.gone:
            return Insertion(Fate.GONE, "gone", 2 if text.startswith("half") else 0)
        self.window += text
        return TYPED

    async def take_back(self, characters: int) -> Insertion:
        if self.gone:
            return Insertion(Fate.GONE, "gone")
        self.window = self.window[:-characters]
        return TYPED

    async def end(self) -> None:
        self.begun -= 1

    async def close(self) -> None:
        pass


class Kept:
    """A clipboard."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def __call__(self, text: str) -> None:
        self.texts.append(text)
