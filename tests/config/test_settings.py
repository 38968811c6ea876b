"""Settings: layers, and one line for every mistake."""

from __future__ import annotations

import os
import pwd
import socket
from pathlib import Path

import pytest

from config import paths
from config.document import document
from config.errors import SettingsError, UserError
from config.keys import ALL_KEYS
from config.load import SHIPPED, given, load, load_with_origins, mistakes
from config.remember import remember
from config.settings import Settings
from config.yaml_source import parse


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "xdg")}


def user_file(environ: dict[str, str], text: str) -> Path:
    path = paths.config_file(environ)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_file_is_the_schema_documented() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == document(), "run: python -m config.document > config/sarai.yaml"


def test_shipped_file_sets_every_key_to_its_default() -> None:
    source = parse(SHIPPED.read_text(encoding="utf-8"), "shipped")
    assert Settings.model_validate(source.values) == Settings()
    assert set(ALL_KEYS) <= set(source.lines)


def test_every_key_is_documented() -> None:
    for key in ALL_KEYS:
        model: object = Settings
        for part in key.split("."):
            info = model.model_fields[part]  # type: ignore[attr-defined]
            model = info.annotation
        assert info.description, f"{key} has no docstring"


def test_nothing_set_gives_the_defaults(environ: dict[str, str]) -> None:
    assert load(environ=environ) == Settings()


def test_later_sources_count_more_and_are_named(environ: dict[str, str], tmp_path: Path) -> None:
    mine = user_file(environ, "tier: fast\nsound:\n  volume: 0.1\n  duck_db: -6\n")
    given = tmp_path / "given.yaml"
    given.write_text("sound: {volume: 0.2, min_speech_ms: 200}\n")
    loaded = load_with_origins(given, {**environ, "SARAI_SOUND__VOLUME": "0.3", "SARAI_SPEAKING__LANGUAGE": "es"})
    assert loaded.settings.tier == "fast"
    assert loaded.settings.sound.volume == 0.3
    assert loaded.settings.sound.duck_db == -6
    assert loaded.settings.sound.min_speech_ms == 200
    assert loaded.settings.speaking.language == "es"
    assert loaded.origins == {
        "tier": f"{mine}, line 1",
        "sound.volume": "SARAI_SOUND__VOLUME",
        "sound.duck_db": f"{mine}, line 4",
        "sound.min_speech_ms": f"{given}, line 1",
        "speaking.language": "SARAI_SPEAKING__LANGUAGE",
    }


def test_words_that_yaml_1_1_takes_for_booleans(environ: dict[str, str]) -> None:
    user_file(environ, "compute: {gpu: off}\nsound: {echo_cancellation: off}\nlistening: {wake_phrase: on}\n")
    settings = load(environ=environ)
    assert settings.compute.gpu == "off"
    assert settings.sound.echo_cancellation is False
    assert settings.listening.wake_phrase == "on"


@pytest.mark.parametrize(
    ("written", "read"), [("auto", "auto"), ("true", True), ("false", False), ("on", True), ("off", False), ("1", True)]
)
def test_a_switch_that_can_also_decide_for_itself(environ: dict[str, str], written: str, read: bool | str) -> None:
    user_file(environ, f"fast: {{short_window: {written}}}\n")
    assert load(environ=environ).fast.short_window == read
    told = " ".join(document().replace("#", " ").split())  # wherever its lines break
    assert "(auto, true, false; default auto)" in told


def test_empty_things_mean_not_set(environ: dict[str, str]) -> None:
    user_file(environ, "sound:\n  # all commented out\nturn:\n")
    assert load(environ={**environ, "SARAI_SOUND__VOLUME": ""}) == Settings()
    user_file(environ, "# nothing at all\n")
    assert load(environ=environ) == Settings()


def test_environment_takes_lists_nulls_and_numbers_meant_as_names(environ: dict[str, str]) -> None:
    settings = load(
        environ={
            **environ,
            "SARAI_SOUND__MICROPHONE": "[Yeti, 'USB 2']",
            "SARAI_SPEAKING__SEED": "null",
            "SARAI_LISTENING__WAKE_PHRASE": "2001",
            "SARAI_HOME_OF_SOMETHING_ELSE": "[",
        }
    )
    assert settings.sound.microphone == ["Yeti", "USB 2"]
    assert settings.speaking.seed is None
    assert settings.listening.wake_phrase == "2001"


def test_a_server_s_address_may_come_without_its_scheme(environ: dict[str, str]) -> None:
    user_file(environ, "expert: {url: 'localhost:11434'}\nmax: {url: 'https://gpu.example/v1'}")
    settings = load(environ=environ)
    assert settings.expert.url == "http://localhost:11434"
    assert settings.max.url == "https://gpu.example/v1"


def test_home_is_expanded_in_paths(environ: dict[str, str]) -> None:
    user_file(environ, "sound: {wav_input: ~/question.wav}\n")
    assert load(environ=environ).sound.wav_input == Path.home() / "question.wav"


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("sound:\n  volum: 1", 2, "unknown key sound.volum; the nearest valid key is sound.volume"),
        ("microphone: [a]", 1, "unknown key microphone; the nearest valid key is sound.microphone"),
        ("tier: fast\nspeed: 2", 2, "unknown key speed; the nearest valid key is speaking.speed"),
        ("zzz: 1", 1, "unknown key zzz; the nearest valid key is "),
        ("sound:\n  volume: 7", 2, "sound.volume must be at most 1, not 7"),
        ("turn: {provisional_ms: 1}", 1, "turn.provisional_ms must be at least 60, not 1"),
        ("compute: {ram_budget_gb: 0}", 1, "compute.ram_budget_gb must be more than 0.05, not 0"),
        ("sound: {vad_threshold: .nan}", 1, "sound.vad_threshold must be a finite number, not nan"),
        ("sound:\n  volume: loud", 2, "sound.volume must be a number, not 'loud'"),
        ("turn: {provisional_ms: 100.5}", 1, "turn.provisional_ms must be a whole number, not 100.5"),
        ("history: {keep: maybe}", 1, "history.keep must be true or false, not 'maybe'"),
        ("sound: {microphone: Yeti}", 1, "sound.microphone must be a list, such as [one, two], not 'Yeti'"),
        ("sound: {microphone: [[Yeti]]}", 1, "sound.microphone must be text, not a list"),
        ("sound: {volume: null}", 1, "sound.volume must be a number, not empty"),
        ("sound: 3", 1, "sound must be a section with keys under it, not 3"),
        ("tier: fats", 1, "must be one of auto, embedded, fast, quality, max, not 'fats'; did you mean fast?"),
        ("fast: {short_window: maybe}", 1, "fast.short_window must be one of auto, true, false, not 'maybe'"),
        ("log: {level: debug}", 1, "not 'debug'; did you mean DEBUG?"),
        ("SOUND: {volume: 1}", 1, "unknown key SOUND; the nearest valid key is sound"),
        ("sound.volume: 0.3", 1, "sound.volume is written as `volume:` within the section `sound:`"),
        ("listening: {wake_phrase: '-'}", 1, "listening.wake_phrase must have a letter or a digit in it, not '-'"),
        ("max: {url: ftp://gpu.example}", 1, "max.url cannot be 'ftp://gpu.example': an address is written as http"),
        (
            "tools: {servers: {A b: {command: [a]}}}",
            1,
            "tools.servers.A b must be a name of lower-case letters, digits",
        ),
        (
            "tools: {servers: {a: {command: [b], env: [1A]}}}",
            1,
            "tools.servers.a.env must be the name of a variable, of letters, digits and _, not '1A'",
        ),
        ("benchmark: {question: [a], reply: []}", 1, "benchmark is not right: name as many questions as replies"),
        (
            "actions: {effects: {undo: never}}",
            1,
            "actions.effects.undo must be one of read, reversible, dangerous, off",
        ),
        ("max: {url: http://}", 1, "max.url cannot be 'http://': an address is written as"),
        ("expert: {url: 'http://localhost:99999'}", 1, "expert.url cannot be 'http://localhost:99999': an address"),
        ("history: {days: 99999999999}", 1, "history.days must be at most 36500, not 99999999999"),
        ("speaking: {seed: 99999999999999999999}", 1, "speaking.seed must be at most 2147483647"),
        ("sound:\n  volume: 1\n  volume: 0", 3, "sound.volume is given twice (first in line 2)"),
        ("a:\n- [", 3, "not valid YAML"),
        ("a: b: c", 1, "not valid YAML"),
        ("1: 2", 1, "a key must be a word, not the value '1'"),
        ("? [a]\n: 3", 1, "a key must be a word, not a list"),
        ("sound: !!python/name:os.system {}", 1, "not valid YAML"),
    ],
)
def test_a_mistake_is_one_line_with_place_key_and_cure(
    environ: dict[str, str], text: str, line: int, expected: str
) -> None:
    path = user_file(environ, text)
    with pytest.raises(SettingsError) as caught:
        load(environ=environ)
    message = str(caught.value)
    assert message.startswith(f"{path}, line {line}: "), message
    assert expected in message
    assert "\n" not in message


NO_VALUES = ("2026-13-01", "9" * 5000, "!!int x", "!!bool maybe", "0x_", "2026-01-01T00:00:00-99:99")


@pytest.mark.parametrize(
    "text",
    [
        *("- a\n- b", "just words", "\x01", "a: &a {b: *a}", "sound: " + "[" * 5000),
        *(f"tier: {value}" for value in NO_VALUES),
    ],
)
def test_what_is_no_mapping_at_all_is_one_line_too(environ: dict[str, str], text: str) -> None:
    path = user_file(environ, text)
    with pytest.raises(SettingsError) as caught:
        load(environ=environ)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_a_mistake_that_a_later_source_hides_is_still_told(environ: dict[str, str]) -> None:
    user_file(environ, "sound: {volume: 9}")
    with pytest.raises(SettingsError, match=r"sarai\.yaml, line 1: sound\.volume must be at most 1"):
        load(environ={**environ, "SARAI_SOUND__VOLUME": "0.5"})


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("SARAI_SOUND__VOLUM", "1", "no such setting as sound.volum; the nearest is SARAI_SOUND__VOLUME"),
        ("SARAI_SOUND__VOLUME", "9", "sound.volume must be at most 1, not 9"),
        ("SARAI_SOUND", "{volume: 1}", "sound is a section; set one of its keys as SARAI_SOUND__BACKEND=..."),
        ("SARAI_SOUND__MICROPHONE", "[a", "not valid YAML"),
        ("SARAI_TIER", "warp", "tier must be one of auto"),
        *(("SARAI_TIER", value, "cannot be read") for value in NO_VALUES),
        ("SARAI_SOUND_VOLUME", "0.4", "written with two underscores, SARAI_SOUND__VOLUME=..."),
        ("SARAI_FAST__MIND", "\udcff.gguf", "not UTF-8 text"),
    ],
)
def test_a_mistake_in_the_environment_names_the_variable(
    environ: dict[str, str], variable: str, value: str, expected: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load(environ={**environ, variable: value})
    assert str(caught.value).startswith(f"{variable}: ")
    assert expected in str(caught.value)


def test_files_that_cannot_be_read(environ: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.yaml: there is no such file"):
        load(tmp_path / "nowhere.yaml", environ)
    with pytest.raises(SettingsError, match="this is a folder; name a text file instead"):
        load(tmp_path, environ)
    link = paths.config_file(environ)
    link.parent.mkdir(parents=True)
    link.symlink_to(tmp_path / "dotfiles.yaml")
    with pytest.raises(SettingsError, match=r"sarai\.yaml: a link to .*dotfiles\.yaml, which is not there"):
        load(environ=environ)
    link.unlink()
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"a: b\n\xff\xfe\n")
    with pytest.raises(SettingsError, match=r"binary\.yaml, line 2: not UTF-8 text"):
        load(binary, environ)
    with (tmp_path / "film.yaml").open("wb") as film:
        film.truncate(2 << 20)
    with pytest.raises(SettingsError, match="too long for a settings file"):
        load(tmp_path / "film.yaml", environ)


def test_what_is_no_file_is_told_at_once_instead_of_waited_for(environ: dict[str, str], tmp_path: Path) -> None:
    pipe, plug = tmp_path / "pipe.yaml", tmp_path / "plug.yaml"
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(plug))
        for path, kind in ((pipe, "a pipe"), (plug, "a socket"), (Path("/dev/zero"), "a device")):
            with pytest.raises(SettingsError) as caught:
                load(path, environ)
            wanted = f"{path}: a settings file is wanted, and this is {kind}; name a text file instead"
            assert str(caught.value) == wanted
    assert load(Path(os.devnull), environ) == Settings()
    mine = paths.config_file(environ)
    mine.parent.mkdir(parents=True)
    os.mkfifo(mine)
    with pytest.raises(SettingsError, match=r"sarai\.yaml: a settings file is wanted, and this is a pipe"):
        load(environ=environ)


def test_own_settings_shown_with_their_origin() -> None:
    text = document(Settings(tier="fast"), "", lambda key: "from here" if key == "tier" else None)
    assert "tier: fast  # from here\n" in text


def test_directories_follow_the_environment_and_ignore_relative_ones() -> None:
    assert paths.config_file({"HOME": "/h"}) == Path("/h/.config/sarai/sarai.yaml")
    assert paths.config_file({"HOME": "/h", "XDG_CONFIG_HOME": "relative"}) == Path("/h/.config/sarai/sarai.yaml")
    assert paths.state_dir({"XDG_STATE_HOME": "/s"}) == Path("/s/sarai")
    assert paths.control_socket({"XDG_RUNTIME_DIR": "/run/user/1"}) == Path("/run/user/1/sarai/control.sock")
    assert paths.runtime_dir({}).parent == Path("/tmp")


@pytest.mark.parametrize("given", [{}, {"HOME": ""}, {"HOME": "somewhere"}])
def test_without_a_home_the_system_is_asked_and_who_has_none_is_told(
    given: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert paths.state_dir(given) == Path(pwd.getpwuid(os.getuid()).pw_dir) / ".local/state/sarai"
    monkeypatch.setattr(os, "getuid", lambda: 54321)  # as in a container
    with pytest.raises(UserError, match="user 54321 has no home directory here; set HOME to a folder of yours"):
        paths.config_file(given)
    assert paths.state_dir({**given, "XDG_STATE_HOME": "/s"}) == Path("/s/sarai")


def test_a_home_that_nobody_has_is_one_line(environ: dict[str, str], tmp_path: Path) -> None:
    file = user_file(environ, "sound:\n  wav_input: ~nobody-here/a.wav\n")
    with pytest.raises(
        SettingsError, match="no home directory is known for ~nobody-here; write the path in full"
    ) as caught:
        load(environ=environ)
    assert str(caught.value).startswith(f"{file}, line 2: sound.wav_input cannot be")
    with pytest.raises(UserError, match=r"~nobody-here/b\.yaml: no home directory is known for ~nobody-here"):
        load(Path("~nobody-here/b.yaml"), environ={"HOME": str(tmp_path)})


def test_private_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = paths.make_private(tmp_path / "a" / "b")
    assert made.stat().st_mode & 0o777 == 0o700
    made.chmod(0o755)
    assert paths.make_private(made).stat().st_mode & 0o777 == 0o700
    made.chmod(0o755)
    (tmp_path / "link").symlink_to(made)
    assert paths.make_private(tmp_path / "link").stat().st_mode & 0o777 == 0o700  # our own, to another disk
    with monkeypatch.context() as somebody_else:
        somebody_else.setattr(os, "getuid", lambda: 54321)
        for theirs in (made, tmp_path / "link"):
            with pytest.raises(UserError, match="not a directory of your own; move it away, or make it yours"):
                paths.make_private(theirs)
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot create"):
        paths.make_private(tmp_path / "file" / "x")


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("tier", "fast", "fast"),
        ("sound.volume", "0.4", 0.4),
        ("sound.microphone", '[Yeti, "USB: x"]', ["Yeti", "USB: x"]),
        ("listening.wake_phrase", "no", "no"),
        ("listening.wake_phrase", "# x", "# x"),
        ("speaking.system_prompt", 'Be brief: say "no"', 'Be brief: say "no"'),
        ("speaking.system_prompt", "Answer like C # always", "Answer like C # always"),
        ("speaking.system_prompt", '"in quotes # x"', "in quotes # x"),
        ("speaking.system_prompt", "~", None),
        ("actions.effects.screenshot", "off", "off"),
        ("tools.servers.clock.allow", "[a]", ["a"]),
        ("tools.servers.home.url", "http://h", "http://h"),
        ("tools.home_assistant.url", "http://h:8123", "http://h:8123"),
    ],
)
def test_a_value_written_on_the_command_line(environ: dict[str, str], key: str, text: str, value: object) -> None:
    file = user_file(environ, "tools: {servers: {clock: {command: [x]}}}\n")
    assert given(key, text, file) == value
    remember(key, value, file)
    load(environ=environ)


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        ("sound.volume", "{{", r"^sound\.volume must be a number, not '{{'$"),
        ("sound.volume", "", r"^sound\.volume must be a number, not empty$"),
        ("sound", "0.4", r"^sound is a section; set one of its keys, such as sound\.backend$"),
        ("SARAI_SOUND__VOLUM", "1", r"there is no setting SARAI_SOUND__VOLUM; the nearest is sound\.volume$"),
        ("actions.effects.screen_shot", "off", r"there is no setting .*; the nearest is actions\.effects\.screenshot$"),
        ("actions.effects.screenshot", "of", r"^actions\.effects\.screenshot must be one of .*; did you mean off\?$"),
        ("tools.home_assistant.uri", "x", r"there is no setting .*; the nearest is tools\.home_assistant\.url$"),
        ("tools.servers.clock.alow", "[a]", r"there is no setting .*; the nearest is tools\.servers\.clock\.allow$"),
        (
            "tools.servers.new.allow",
            "[a]",
            r"^tools\.servers\.new is not right: a server of tools has either a command or",
        ),
    ],
)
def test_a_wrong_value_on_the_command_line_is_one_line(environ: dict[str, str], key: str, text: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        given(key, text, user_file(environ, "tools: {servers: {clock: {command: [x]}}}\n"))


def test_mistakes_within_a_setting_that_is_a_mapping_name_the_nearest_there(environ: dict[str, str]) -> None:
    file = user_file(
        environ,
        "tools:\n  servers:\n    clock:\n      command: [x]\n      alow: [a]\nactions:\n  effects:\n    screen_shot: off\n",
    )
    assert mistakes(environ=environ) == [
        f"{file}, line 5: unknown key tools.servers.clock.alow; the nearest valid key is tools.servers.clock.allow",
        f"{file}, line 8: unknown key actions.effects.screen_shot; the nearest valid key is actions.effects.screenshot",
    ]
