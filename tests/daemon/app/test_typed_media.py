"""Typed questions about recordings, films and pictures, answered by a tiny Omni in its worker process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from audio.wavefile import write_wav
from config.errors import UserError
from daemon.workers.request import WorkerError
from tests.daemon.app.test_typed import house
from tests.models.omni.test_media import film
from tests.models.omni.test_remote import Server
from tests.support.tiny_omni import build_tiny_omni

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_omni(tmp_path_factory.mktemp("omni"))


def tone(path: Path, hertz: float) -> Path:
    write_wav(path, (np.sin(np.arange(16_000) * hertz * 2 * np.pi / 16_000) * 20_000).astype(np.int16), 16_000)
    return path


def picture(path: Path, seed: int) -> Path:
    from PIL import Image

    Image.fromarray(np.random.default_rng(seed).integers(0, 255, (60, 90, 3), dtype=np.uint8)).save(path)
    return path


def test_the_answer_depends_on_what_is_heard_and_seen(checkpoint: Path, tmp_path: Path) -> None:
    omni = str(checkpoint)
    asked = {
        "audio": [tone(tmp_path / "low.wav", 200), tone(tmp_path / "high.wav", 3000)],
        "image": [picture(tmp_path / "one.png", 1), picture(tmp_path / "two.png", 2)],
        "video": [film(tmp_path / "dark.mkv", 2, shade=10), film(tmp_path / "bright.mkv", 2, shade=200)],
    }

    async def scenario() -> None:
        # Greedily, random weights repeat a letter or two, whatever they hear, until the guard against loops ends that.
        drawn = {"temperature": 1.0, "seed": 1}
        async with house(tmp_path, {"quality": {"model": omni, "weights": "full"}, "speaking": drawn}) as here:
            for kind, files in asked.items():
                answers = []
                for file in [*files, files[0]]:
                    said, notes, done = await here.ask("what is this", new=True, **{kind: file, "model": omni})
                    assert done.model == omni
                    assert notes == []
                    assert done.usage["prompt_tokens"] > 30
                    answers.append(said)
                assert answers[0] == answers[2]
                assert answers[0] != answers[1]
                assert here.recorded[-1][0] == f"what is this (about the {kind} {files[0].name})"
            _, _, done = await here.ask("what is this", audio=asked["audio"][0])  # the table finds who can hear
            assert done.model == omni

    asyncio.run(scenario())


def test_a_recording_that_is_cut_short_is_listened_to_and_told(checkpoint: Path, tmp_path: Path) -> None:
    whole = tone(tmp_path / "whole.wav", 200)
    half = tmp_path / "half.wav"
    half.write_bytes(whole.read_bytes()[: 44 + 16_000])

    async def scenario() -> None:
        async with house(tmp_path, {"quality": {"model": str(checkpoint), "weights": "full"}}) as here:
            said, notes, _ = await here.ask("what is this", audio=half)
            assert said
            assert notes == [
                f"{half} is cut short: 0.5 s of its 1.0 s are there and are used; get it anew for the rest"
            ]

    asyncio.run(scenario())


def test_what_is_no_recording_gets_one_line(checkpoint: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "text.wav").write_text("hello")

    async def scenario() -> None:
        async with house(tmp_path, {"quality": {"model": str(checkpoint), "weights": "full"}}) as here:
            for name, why in (("none.wav", "No such file"), ("empty.wav", "is empty"), (".", "is not a file")):
                with pytest.raises(UserError, match=why):
                    await here.ask("what is this", audio=tmp_path / name)
            with pytest.raises(UserError, match="cannot be read as sound"):
                await here.ask("what is this", audio=tmp_path / "text.wav")

    asyncio.run(scenario())


def test_without_ears_a_recording_is_refused_with_the_remedy(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path, {}) as here:
            for kind in ("audio", "video"):
                with pytest.raises(UserError, match=r"no model here can .*; `sarai models pull"):
                    await here.ask("what is this", **{kind: tone(tmp_path / "low.wav", 200)})

    asyncio.run(scenario())


@pytest.mark.parametrize("allowed", [False, True])
def test_the_server_of_tier_max_answers_typed_turns_and_is_sent_what_an_address_holds_if_allowed(
    tmp_path: Path, allowed: bool
) -> None:
    sound = tone(tmp_path / "low.wav", 200).name

    async def scenario() -> None:
        settings = {"tier": "max", "max": {"url": server.url}, "quality": {"allow_urls": allowed}}
        async with house(tmp_path, settings) as here:
            said, _, done = await here.ask("hello")
            assert (said, done.model) == ("A low tone.", "max")
            asked = here.router.kit.mind("max").ask(
                "generate",
                messages=[{"role": "user", "content": "what is this"}],
                sampling={"max_tokens": 8},
                files=[("audio", f"{files}/{sound}")],
            )
            if not allowed:
                with pytest.raises(WorkerError, match="is on the network"):
                    async with asked as request:
                        _ = [frame async for frame in request]
                return
            async with asked as request:
                assert [frame async for frame in request]
            assert [part["type"] for part in server.requests[-1]["messages"][-1]["content"]] == ["input_audio", "text"]

    with served(tmp_path) as files:
        server = Server()
        try:
            asyncio.run(scenario())
        finally:
            server.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a web server with the folder's files."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=folder))
    thread = threading.Thread(target=http.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}"
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
