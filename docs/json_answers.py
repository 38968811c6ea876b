"""Writes docs/json.md and docs/json-schemas.json from daemon/cli/answers.py: `python -m docs.json_answers`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, TypeAdapter, with_config

from daemon.cli import answers

HERE = Path(__file__).parent
HEAD = """\
# Answers for programs

Every command takes `--json`, and then prints to standard output alone: one JSON object a command; one a line where something
is followed (`sarai events`, `sarai run`). A command that fails prints `{"error": "..."}`, or its own object with the key
`error`; its exit code is 1, or 2 for wrong usage. `sarai doctor` ends with 1 when something is broken, and `sarai service
status` when the service does not run; both are answers, without `error`.

Keys are added in later versions, and none is taken away. [json-schemas.json](json-schemas.json) has the same as JSON Schema,
command by command. Both files are made from `daemon/cli/answers.py`: `python -m docs.json_answers`.

`sarai config show --json` prints the settings ([sarai.yaml](../config/sarai.yaml)), `sarai bench` its report
([bench.md](bench.md)), `sarai tray` nothing but a failure.
"""


def schemas() -> dict[str, Any]:
    """Returns the JSON Schema of each command's answer, by command; that of a failure under "error"."""
    made = {}
    for command, answer in {"error": answers.Failure, **answers.ANSWERS}.items():
        made[command] = adapter(answer).json_schema()
    return made


def adapter(answer: type) -> TypeAdapter[Any]:
    """Returns what validates an answer, and makes its schema with the keys' descriptions."""
    for each in vars(answers).values():
        if isinstance(each, type) and each.__module__ == answers.__name__:
            with_config(ConfigDict(use_attribute_docstrings=True))(each)  # here, as the answers import no pydantic
    return TypeAdapter(answer)


def page() -> str:
    """Returns docs/json.md."""
    of: dict[str, list[str]] = {}
    for command, answer in answers.ANSWERS.items():
        of.setdefault(answer.__name__, []).append(command)
    lines = [HEAD]
    for name, commands in of.items():
        answer = getattr(answers, name)
        lines += [f"## {', '.join(f'`{command}`' for command in commands)}", ""]
        more = " ".join((answer.__doc__ or "").split()).split(". ", 1)[1:]
        lines += [more[0], ""] if more else []
        schema = adapter(answer).json_schema()
        lines += ["| key | type | meaning |", "|---|---|---|"]
        for key, about in schema["properties"].items():
            optional = "" if key in schema.get("required", []) else " (not always)"
            meaning = " ".join(about.get("description", "").split())
            lines.append(f"| `{key}` | {_kind(about)}{optional} | {meaning} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _kind(about: dict[str, Any]) -> str:
    if "enum" in about:
        return ", ".join(about["enum"])
    if "$ref" in about:
        return "object"
    kind = str(about.get("type", "any"))
    return f"array of {_kind(about['items'])}" if kind == "array" and about.get("items") else kind


def schemas_text() -> str:
    """Returns docs/json-schemas.json."""
    return json.dumps(schemas(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (HERE / "json.md").write_text(page(), encoding="utf-8")
    (HERE / "json-schemas.json").write_text(schemas_text(), encoding="utf-8")
