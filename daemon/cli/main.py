"""Runs the command line `sarai COMMAND`. Imports only the module of the command that is called."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from gettext import gettext
from importlib import import_module
from io import TextIOWrapper

from config.errors import UserError, in_words
from config.texts import N_, _, translate_argparse
from daemon.cli.parser import Parser, Subparsers, print_json_line

COMMANDS = {
    "run": ("daemon.cli.commands.run:add", N_("run the assistant in the foreground, hands-free")),
    "demo": ("daemon.cli.commands.demo:add", N_("a spoken conversation from recorded questions; no sound card needed")),
    "talk": ("daemon.cli.commands.talk:add", N_("answer a spoken question in a WAV file with a WAV file")),
    "ask": ("daemon.cli.commands.ask:add", N_("ask the running assistant in writing")),
    "read": ("daemon.cli.commands.say:add_read", N_("have it read the selected text aloud")),
    "say": ("daemon.cli.commands.say:add", N_("have the running assistant say something")),
    "status": ("daemon.cli.commands.status:add", N_("what the assistant is doing, and with what")),
    "toggle": ("daemon.cli.commands.switches:add_toggle", N_("listen, or stop listening: for a hotkey")),
    "listen": ("daemon.cli.commands.switches:add_listen", N_("start listening")),
    "dictate": (
        "daemon.cli.commands.switches:add_dictate",
        N_("type what is said into the window in front: for a hotkey"),
    ),
    "mute": ("daemon.cli.commands.switches:add_mute", N_("close the microphone")),
    "stop": ("daemon.cli.commands.switches:add_stop", N_("stop speaking now, and go on listening")),
    "yes": ("daemon.cli.commands.switches:add_yes", N_("let it do what it has asked about")),
    "no": ("daemon.cli.commands.switches:add_no", N_("have it not do what it has asked about")),
    "tier": ("daemon.cli.commands.switches:add_tier", N_("choose the way of answering")),
    "voice": ("daemon.cli.commands.switches:add_voice", N_("choose the voice, or see which there are")),
    "events": ("daemon.cli.commands.events:add", N_("follow what happens, as it happens")),
    "history": ("daemon.cli.commands.history:add", N_("what was said; or forget it")),
    "devices": ("daemon.cli.commands.devices:add", N_("microphones and loudspeakers")),
    "models": ("daemon.cli.commands.models:add", N_("list, fetch, check and remove models")),
    "tools": ("daemon.cli.commands.tools.command:add", N_("tools of other programs: list, try and allow them")),
    "config": ("daemon.cli.commands.config:add", N_("show and check the settings")),
    "doctor": ("daemon.doctor.command:add", N_("find out what is wrong with sound, models and set-up")),
    "bench": ("daemon.bench.command:add", N_("measure how quick it answers on this machine")),
    "tray": ("daemon.tray.command:add", N_("an icon in the desktop's tray")),
    "service": ("daemon.cli.commands.service:add", N_("start with the desktop session")),
}
"""Command -> the function that adds it to the parser, and its line in `sarai --help`. A command without its module is not
offered."""

EPILOG = N_("""\
examples:
  sarai run                        talk to it; Ctrl-C ends it
  sarai toggle                     bind this to a key of your desktop
  sarai ask "what is a whale?"     ask in writing
  sarai status                     is it listening? with which models?

`sarai COMMAND --help` explains a command.""")


def main(argv: list[str] | None = None) -> int:
    """Runs a command. Returns the exit code: 0; 1 for a failure, with one line on stderr, or with --json an object with the
    key "error" on stdout; 2 for wrong usage, told in the same way; 130 after Ctrl-C."""
    _have_streams()
    translate_argparse()
    try:
        return _carry_out(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0  # the reader of our output has had enough (`sarai events | head`)
    finally:
        _drop_what_cannot_be_written()


def _carry_out(arguments: list[str]) -> int:
    args = argparse.Namespace(json=False)
    try:
        args = _parse(arguments)
        code: int = args.run(args)
        sys.stdout.flush()  # a full disk is told now
        return code
    except UserError as err:
        return _complain(args, str(err))
    except BaseExceptionGroup as group:
        # A task group wraps what ended it; for the user it is one mistake.
        known = group.subgroup(KeyboardInterrupt) or group.subgroup(
            lambda err: isinstance(err, (UserError, *_of_engines()))
        )
        if known is None:
            if not isinstance(group, ExceptionGroup):
                raise
            return _complain(args, _defect(group))
        first = _innermost(known)
        if isinstance(first, KeyboardInterrupt):
            raise first from None
        return _complain(args, str(first))
    except BrokenPipeError:
        raise
    except OSError as err:
        return _complain(args, in_words(err))
    except Exception as err:  # noqa: BLE001 - what nobody has thought of is one line, too
        return _complain(args, str(err) if isinstance(err, _of_engines()) else _defect(err))


def _defect(error: Exception) -> str:
    """Describes in one line an error that nobody has thought of. Where it arose is written to a file of the user's."""
    from config import paths, small_files

    first = _innermost(error)
    why = " ".join(f"{type(first).__name__}: {first}".split())[:300]
    try:
        file = paths.state_dir() / "defect.txt"
        small_files.write(file, _places(error))
    except (OSError, UserError):
        return _("a defect of SARAi's own ({why}): please report it", why=why)
    return _("a defect of SARAi's own ({why}): please report it, with {file}", why=why, file=file)


def _places(error: BaseException) -> str:
    """Returns where an error, what it consists of and its causes arose, the error first. Their messages are left out: they
    may quote what was said, or a key, and the file is there to be sent."""
    from traceback import format_tb

    told: dict[int, str] = {}
    left: list[BaseException | None] = [error]
    while left:
        each = left.pop()
        if each is None or id(each) in told:
            continue
        kind = type(each)
        told[id(each)] = "".join((f"{kind.__module__}.{kind.__qualname__}\n", *format_tb(each.__traceback__)))
        left += [each.__context__, each.__cause__]
        if isinstance(each, BaseExceptionGroup):
            left += each.exceptions
    return "\n".join(told.values())


def _of_engines() -> tuple[type[Exception], ...]:
    """Returns the errors of engines and their workers, one line each: imported once something has gone wrong."""
    from daemon.workers.request import WorkerError
    from models.engine import EngineError

    return EngineError, WorkerError


def _have_streams() -> None:
    """Opens /dev/null in the place of a stream that was closed (`sarai status <&-`), as what is opened next would take its
    place. Has ? printed for a letter that the terminal or locale lacks (LANG=es_ES is Latin-1)."""
    for number, (name, mode) in enumerate({"stdin": "r", "stdout": "w", "stderr": "w"}.items()):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
            os.set_inheritable(number, True)
            setattr(sys, name, os.fdopen(number, mode))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _drop_what_cannot_be_written() -> None:
    """Python would complain about it while closing the streams."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _innermost(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _complain(args: argparse.Namespace, message: str) -> int:
    with suppress(OSError):  # there is nowhere to tell it: the disk is full
        if getattr(args, "json", False):
            print_json_line({"error": message})  # one line: `sarai events` answers in lines
        else:
            print(f"sarai: {message}", file=sys.stderr, flush=True)
    return 1


def _parse(arguments: list[str]) -> argparse.Namespace:
    Parser.for_programs = "--json" in arguments
    parser, subparsers = _root()
    if arguments[:1] == ["help"]:  # as other programs have it
        arguments = [*arguments[1:], "--help"]
    word = next((each for each in arguments if not each.startswith("-")), None)
    if word is not None and arguments[0] != word and not {"-h", "--help", "--version"} & {*arguments}:
        parser.error(_("options are written after the command: sarai COMMAND {arguments}", arguments=arguments[0]))
    if word is not None:
        add = _find(word)
        if add is None:
            parser.error(_("there is no command {word!r}; {suggestion}", word=word, suggestion=_suggestion(word)))
        add(subparsers)
    else:
        for name in filter(_exists, COMMANDS):
            subparsers.add_parser(name, help=_(COMMANDS[name][1]))
    if not arguments:
        parser.print_help()
        raise SystemExit(2)
    args, unknown = parser.parse_known_args(arguments)
    if unknown:
        args.parser.error(gettext("unrecognized arguments: %s") % " ".join(unknown))
    return args


def whole_parser() -> Parser:
    """Returns the parser with every command in it: for the manual and the completion. Imports every command's module."""
    parser, subparsers = _root()
    for name in COMMANDS:
        if (add := _find(name)) is not None:
            add(subparsers)
    return parser


def _root() -> tuple[Parser, Subparsers[Parser]]:
    """Returns the parser without any command, and what takes the commands."""
    parser = Parser(
        prog="sarai",
        description=_("SARAi voice: speak to your desktop. Everything stays on this machine."),
        epilog=_(EPILOG),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help=_("print the version and exit"))
    return parser, parser.add_subparsers(metavar=_("COMMAND"), required=True, title=_("commands"))


def _find(name: str) -> Callable[[object], None] | None:
    """Imports the function that adds the command; None for an unknown command."""
    module, _, function = COMMANDS.get(name, ("", ""))[0].partition(":")
    if not module:
        return None
    try:
        add: Callable[[object], None] = getattr(import_module(module), function)
    except ModuleNotFoundError as err:
        if err.name != module:
            raise
        return None
    return add


def _exists(name: str) -> bool:
    from importlib.util import find_spec

    return name in COMMANDS and find_spec(COMMANDS[name][0].split(":")[0]) is not None


def _suggestion(word: str) -> str:
    from difflib import get_close_matches

    names = [*filter(_exists, COMMANDS)]
    close = get_close_matches(word, names, n=1)
    return (
        _("did you mean `sarai {close}`?", close=close[0]) if close else _("commands: {names}", names=", ".join(names))
    )


class _Version(argparse.Action):
    def __call__(self, *_: object) -> None:
        from importlib.metadata import version

        print(f"sarai {version('sarai-voice')}")
        raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
