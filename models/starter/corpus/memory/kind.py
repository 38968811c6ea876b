"""The form of a kind of fact."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of fact: ways to tell it, ways to ask it, the answer; {t} is the thing, {x} its value, {who} a person.

    `values` names the kinds of value, from the module `values`, that it may have; `inventable` things may be made up.
    """

    key: str
    tell: tuple[str, ...]
    ask: tuple[str, ...]
    reply: tuple[str, ...]
    values: tuple[str, ...]
    things: tuple[str, ...] = ()
    inventable: bool = False


Kinds = dict[str, tuple[Kind, ...]]
"""The kinds of each language."""
