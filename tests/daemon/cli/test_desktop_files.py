"""The launcher, its icon and the AppStream metadata, as a desktop reads them."""

from __future__ import annotations

import os
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from config.constants import APP_ID
from config.errors import UserError
from daemon.cli import desktop_files


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch, program: tuple[str, ...] = ("/opt/sarai",)) -> list[Path]:
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    texts = desktop_files.texts(program, ["sarai.service", "sarai-tray.service"])
    for file, text in texts.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return [*texts]


def entry(folder: Path) -> RawConfigParser:
    parser = RawConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # keys keep their case, as the library documents
    parser.read(folder / "applications" / f"{APP_ID}.desktop", encoding="utf-8")
    return parser


def test_the_launcher_starts_the_units_and_has_its_icon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = installed(tmp_path, monkeypatch)
    read = entry(tmp_path)
    main = read["Desktop Entry"]
    assert main["Exec"] == "systemctl --user start sarai.service sarai-tray.service"
    assert tmp_path / "icons/hicolor/scalable/apps" / f"{main['Icon']}.svg" in files
    named = [f"Desktop Action {name}" for name in main["Actions"].rstrip(";").split(";")]
    assert read.sections() == ["Desktop Entry", *named]
    assert all(read[section]["Name"] and read[section]["Name[es]"] and read[section]["Exec"] for section in named)
    assert not any(word in file.read_text() for file in files for word in ("@SARAI@", "@UNITS@"))


@pytest.mark.parametrize(
    "program",
    [
        ("/home/Ana María/bin/sarai",),
        ("/opt/it's/python", "-m", "daemon.cli"),
        ('/opt/a"b`c$d\\e/sarai',),
    ],
)
def test_a_path_with_spaces_and_signs_is_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: tuple[str, ...]
) -> None:
    installed(tmp_path, monkeypatch, program)
    # The value is a string first (\\\\ is one backslash), then a command line with the shell's double quotes.
    line = entry(tmp_path)["Desktop Action toggle"]["Exec"].replace("\\\\", "\\")
    assert tuple(subprocess.check_output(["sh", "-c", f"printf '%s\\n' {line}"], text=True).splitlines()) == (
        *program,
        "toggle",
    )


def test_a_percent_sign_is_no_field_code_and_a_line_break_is_refused() -> None:
    assert desktop_files.command_line(["/opt/50%/sarai"]) == "/opt/50%%/sarai"
    with pytest.raises(UserError, match="plainer path"):
        desktop_files.command_line(["/opt/a\nb/sarai"])


def test_the_metadata_names_the_launcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = installed(tmp_path, monkeypatch)
    metadata = next(file for file in files if file.suffix == ".xml")
    root = ElementTree.parse(metadata).getroot()
    assert root.findtext("launchable") == f"{APP_ID}.desktop"
    assert metadata.name == f"{root.findtext('id')}.metainfo.xml"
    if shutil.which("appstreamcli"):
        subprocess.run(
            ["appstreamcli", "validate", "--no-net", metadata], check=True, env={**os.environ, "LC_ALL": "C"}
        )


def test_each_shipped_file_is_installed() -> None:
    shipped = {file.name for file in Path(desktop_files.__file__).with_name("shipped").iterdir()}
    assert shipped == set(desktop_files.places())
