"""Says shell commands in words: a command is for the eyes, which find it in the notification and in the live view. Pure."""

from __future__ import annotations

import re
from typing import Final

from models.text.aligned import Aligned

_PROGRAMS: Final = (
    r"(?:sudo|sarai|pipx?3?|apt|apt-get|dnf|pacman|snap|flatpak|brew|npm|npx|yarn|git|docker|podman|cargo|conda|"
    r"make|curl|wget|"
    r"systemctl|journalctl|chmod|chown|mkdir|rm|cp|mv|cd|ls|cat|grep|find|ssh|scp|tar|unzip|kill|ps|python3?|"
    r"node|export|echo|"
    r"ping|nano|vim|man|mount|df|du|uname|ip)"
)
_QUOTED: Final = rf"(?<!`)`++(?:\$?\s*{_PROGRAMS}\s|\$\s*)[^`\n]{{1,200}}`+"
"""A command in code signs: a program and its words, or a prompt."""
_OURS: Final = (
    r"(?<![\w/.-])sarai (?:models(?: (?:pull|list|remove|find|recommend|verify))?"
    r"(?: recommended| [a-z0-9.]+(?:-[a-z0-9.]+)+)?|"
    r"doctor|status|tray|history|demo|config (?:path|check|show|set|edit)|service (?:install|remove|uninstall)|"
    r"run|stop|mute|toggle|bench \w+)(?![\w-])"
)
_BARE: Final = (
    r"(?<![\w/.-])(?:sudo [a-z][\w.-]*|(?:pipx?3?|apt|apt-get|dnf|snap|flatpak|brew|npm|conda) (?:install|update|upgrade|"
    r"remove)|git (?:clone|pull|push|commit)|docker (?:run|pull))"
    r"(?: (?!(?:in|to|and|or|then|on|from|en|para|y|o|desde)\b)[\w./:@=+-]*[\w/])*"
)
_ANY: Final = rf"{_QUOTED}|{_OURS}|{_BARE}"
_LIKELY: Final = re.compile(r"`|sarai |sudo |install|update|upgrade|git |docker |remove")


def shell_commands(spoken: Aligned, words: dict[str, str]) -> None:
    """Puts words in the place of each command."""
    if _LIKELY.search(spoken.text):
        article = words["command"].split()[0]
        spoken.sub(
            rf"(?:\b([Tt]he|[Ee]l|[Ll]a|[Ee]ste|[Tt]his) (?:command|comando|orden):? )?(?:{_ANY})",
            lambda m: [
                (
                    words["command"]
                    if not m[1] or m[1].islower()
                    else article.title() + words["command"][len(article) :],
                    0,
                )
            ],
        )
