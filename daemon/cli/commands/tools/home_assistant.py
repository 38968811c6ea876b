"""`sarai tools add`: connects a Home Assistant."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config import paths
from config.errors import UserError
from config.texts import _
from daemon.cli.output import how_to_take_up, printable
from daemon.cli.parser import Subparsers, add_json, command, print_json

if TYPE_CHECKING:
    from config.settings import HomeAssistant
    from daemon.cli.answers import ToolsAddAnswer

LONGEST = 4096
"""Characters of a token; Home Assistant's have some 200."""


def add(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Adds the action to those of `sarai tools`."""
    parser = command(
        subparsers,
        "add",
        run,
        _(
            "Connect a Home Assistant, so that its devices can be spoken to "
            "(docs/home-assistant.md). Asks for a long-lived access token, which you make there: "
            "your profile, Security, Long-lived access tokens. It is tried, kept in a file that "
            "only you can read, and the settings are written."
        ),
        _("""
        sarai tools add home-assistant http://homeassistant.local:8123
        sarai tools add home-assistant http://192.168.1.5:8123 --token-file ~/token --room Office
        secret-tool lookup service home-assistant | sarai tools add home-assistant https://home.example
        """),
        line=_("connect a Home Assistant"),
    )
    parser.add_argument("what", choices=["home-assistant"], help=_("what is connected"))
    parser.add_argument("url", metavar=_("URL"), help=_("its address"))
    parser.add_argument(
        "--token-file", type=Path, metavar=_("FILE"), help=_("read the token from it; `-`: from standard input")
    )
    parser.add_argument(
        "--room", default="", metavar=_("ROOM"), help=_("name of the room that is meant where you name none")
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Runs the command. Returns the exit code."""
    import asyncio

    from config import small_files
    from config.remember import remember
    from daemon.actions.home.connection import default_token_file

    settings = _settings(args.url, args.room)
    token = _token(args.token_file)
    found = asyncio.run(_tried(settings.url, token))
    kept = default_token_file()
    try:
        small_files.write(kept, f"{token}\n")
    except OSError as err:
        raise UserError(_("{kept}: the token cannot be kept there: {why}", kept=kept, why=err.strerror)) from err
    written = settings.model_dump(exclude_defaults=True)
    remember("tools.home_assistant", written)
    answer: ToolsAddAnswer = {
        "url": settings.url,
        "product": found["product"],
        "devices": found["devices"],
        "rooms": found["rooms"],
        "token_file": str(kept),
        "file": str(paths.config_file()),
    }
    if args.json:
        print_json(answer)
        return 0
    there = _("{devices} devices in {rooms} rooms", devices=found["devices"], rooms=found["rooms"])
    print(printable(_("connected: {product}, {there}", product=found["product"], there=there)))
    print(_("token: {file} (only you can read it)", file=kept))
    print(_("settings: {file}", file=paths.config_file()))
    if hint := how_to_take_up():
        print(hint)
    return 0


def _settings(url: str, room: str) -> HomeAssistant:
    from pydantic import ValidationError

    from config.settings import HomeAssistant

    try:
        return HomeAssistant(url=url.rstrip("/"), room=room)
    except ValidationError as err:
        raise UserError(f"{url}: {err.errors()[0]['msg'].removeprefix('Value error, ')}") from err


def _token(file: Path | None) -> str:
    """Returns the token from a file, from standard input, or asked for without an echo. Raises UserError."""
    if file is not None and str(file) != "-":
        try:
            text = paths.expanded(file).read_text(encoding="utf-8")[: LONGEST + 1]
        except (OSError, UnicodeDecodeError) as err:
            why = getattr(err, "strerror", None) or _("no text")
            raise UserError(_("{file}: the token cannot be read ({why})", file=file, why=why)) from err
    elif file is not None or not sys.stdin.isatty():
        text = sys.stdin.read(LONGEST + 1)
    else:
        text = getpass.getpass(_("long-lived access token (it is not shown): "))
    token = text.strip()
    if not token or len(token) > LONGEST or any(sign.isspace() for sign in token) or not token.isascii():
        raise UserError(_("that is no token: it is one long word, made in Home Assistant under your profile, Security"))
    return token


async def _tried(url: str, token: str) -> Any:
    """Returns what is there: product, devices, rooms. Raises UserError."""
    from daemon.actions.home.client import HomeClient, HomeError
    from daemon.actions.home.connection import NEW_TOKEN, ROOMS, devices_of, tidy
    from models.remote.io import Secret

    client = HomeClient(url, Secret(token))
    try:
        about, states = await client.get("/api/config"), await client.get("/api/states")
        if not isinstance(about, dict) or "version" not in about:
            raise HomeError("strange", _("{where} answers, but not as Home Assistant does", where=client.where))
    except HomeError as err:
        advice = {"token": f"; {_(NEW_TOKEN)}", "away": "; " + _("is that its address, and is it running?")}
        raise UserError(f"{err}{advice.get(err.kind, '')}") from err
    try:
        extra = await client.render(ROOMS)
    except HomeError as err:
        unknown = _("the rooms stay unknown: {why} (an administrator's token may ask for them)", why=err)
        print(f"sarai: {unknown}", file=sys.stderr)
        extra = {}
    devices = devices_of(states, extra)
    rooms = {device.room for device in devices if device.room}
    return {"product": tidy(f"Home Assistant {about['version']}"), "devices": len(devices), "rooms": len(rooms)}
