"""Minds on servers, with the real client libraries against stand-ins that behave and that do not."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.engine import Cancel, Cancelled, EngineError, Message, Sampling, TextDelta, Usage
from models.remote.base import estimate
from models.remote.io import Patience, Secret, read_key
from models.remote.minds import OllamaMind, OpenAiMind, RemoteMind
from tests.support.ollama_standin import ModelServer

QUICK = Patience(connect=2.0, first=1.0, between=1.0)
PLAIN = Sampling()
ASK = [Message("system", "Be brief."), Message("user", "What is the sun?")]

Make = Callable[..., RemoteMind]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture(params=["ollama", "openai"])
def make(request: pytest.FixtureRequest, server: ModelServer) -> Iterator[Make]:
    made: list[RemoteMind] = []

    def build(model: str = "solar:10.7b", address: str | None = None, patience: Patience = QUICK) -> RemoteMind:
        host = address or server.host
        mind: RemoteMind
        if request.param == "ollama":
            mind = OllamaMind(model, host, patience=patience)
        else:
            mind = OpenAiMind(model, f"{host}/v1", patience=patience)
        made.append(mind)
        return mind

    yield build
    for mind in made:
        mind.close()


def answer(mind: RemoteMind, messages: list[Message] = ASK, sampling: Sampling = PLAIN) -> tuple[str, Usage]:
    *deltas, usage = mind.generate("text", messages, sampling, Cancel())
    assert isinstance(usage, Usage)
    assert all(isinstance(delta, TextDelta) for delta in deltas)
    return "".join(delta.text for delta in deltas if isinstance(delta, TextDelta)), usage


def refusal(mind: RemoteMind) -> str:
    with pytest.raises(EngineError) as error:
        answer(mind)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_an_answer_streams_and_ends_with_its_cost(make: Make) -> None:
    text, usage = answer(make())
    assert text == "The sun is a star."
    assert (usage.prompt_tokens, usage.generated_tokens, usage.finish) == (11, 6, "stop")


def test_a_model_that_repeats_itself_is_left_and_what_is_not_for_the_user_left_out(
    make: Make, server: ModelServer
) -> None:
    server.words = ["<thinking>", "hm", "</thinking>", "Well. ", *(["Sorry, I cannot do that. "] * 200)]
    server.pause = 0.01
    text, usage = answer(make())
    assert text.strip() == "Well. " + " ".join(["Sorry, I cannot do that."] * 3)
    assert usage.finish == "stop"
    assert server.left.wait(5)


def test_words_come_as_they_are_made(make: Make, server: ModelServer) -> None:
    server.awaits = threading.Event()
    stream = make(patience=Patience(5, 20, 20)).generate("text", ASK, Sampling(), Cancel())
    assert next(stream) == TextDelta("The ")  # and the server has not said more
    server.awaits.set()
    assert len(list(stream)) == 6


def test_an_answer_that_was_too_long_says_so(make: Make, server: ModelServer) -> None:
    server.finish = "length"
    assert answer(make())[1].finish == "length"


def test_a_server_that_does_not_stop_is_left(make: Make, server: ModelServer) -> None:
    server.words = [f"Word{number}. " for number in range(20_000)]
    text, usage = answer(make(), sampling=Sampling(max_tokens=8, temperature=0))
    assert len(text) < 200
    assert usage.finish == "length"
    assert server.left.wait(5)


def test_thinking_is_neither_shown_nor_spoken(make: Make, server: ModelServer) -> None:
    server.words = ["<thi", "nk>the sun, hm", "m</think>", "A ", "star."]
    assert answer(make())[0] == "A star."


def test_cancel_leaves_within_an_instant_and_the_server_notices(make: Make, server: ModelServer) -> None:
    server.pause = 0.2
    server.words = ["word "] * 1000
    mind = make(patience=Patience(5, 20, 20))
    cancel = Cancel()
    stream = mind.generate("text", ASK, Sampling(), cancel)
    next(stream)
    threading.Timer(0.05, cancel.set).start()
    with pytest.raises(Cancelled):
        list(stream)
    assert server.left.wait(30)  # long before it has said all its words
    server.pause, server.words = 0.0, ["fine"]
    assert answer(mind)[0] == "fine"


def test_cancel_also_works_before_the_first_token(make: Make, server: ModelServer) -> None:
    server.fault = "silent"
    cancel = Cancel()
    threading.Timer(0.1, cancel.set).start()
    with pytest.raises(Cancelled):  # and not the end of the server's silence
        list(make(patience=Patience(5, 60, 60)).generate("text", ASK, Sampling(), cancel))


def test_a_listener_who_leaves_closes_the_connection(make: Make, server: ModelServer) -> None:
    server.pause = 0.05
    server.words = ["word "] * 100
    stream = make(patience=Patience(1, 5, 5)).generate("text", ASK, Sampling(), Cancel())
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert server.left.wait(3)


def test_no_server_is_named_with_its_address(make: Make) -> None:
    message = refusal(make(address="http://127.0.0.1:9"))
    assert "at http://127.0.0.1:9 cannot be reached" in message


def test_a_silent_server_is_given_up(make: Make, server: ModelServer) -> None:
    server.fault = "silent"
    assert "has sent nothing for 1 s; it was given up" in refusal(make())


def test_a_server_that_gets_stuck_is_given_up(make: Make, server: ModelServer) -> None:
    server.fault = "stuck"
    assert "has sent nothing" in refusal(make())


@pytest.mark.parametrize("fault", ["cut", "cut-line", "ended"])
def test_an_answer_that_breaks_off_is_no_answer(make: Make, server: ModelServer, fault: str) -> None:
    server.fault = fault
    stream = make().generate("text", ASK, Sampling(), Cancel())
    heard: list[TextDelta | Usage] = []
    with pytest.raises(EngineError) as error:
        heard.extend(stream)
    assert "broke off in the middle of its answer" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("fault", ["flood", "foreign"])
def test_what_is_no_answer_at_all_is_given_up(make: Make, server: ModelServer, fault: str) -> None:
    server.fault = fault
    told = refusal(make())
    assert ("sent more than 16 MiB; it was given up" if fault == "flood" else "sent something else than") in told
    assert server.left.wait(5) or fault == "foreign"


def test_an_error_in_mid_stream_is_passed_on(make: Make, server: ModelServer) -> None:
    server.fault = "error"
    assert "crashed" in refusal(make())


def test_an_unknown_model_shows_the_nearest(make: Make) -> None:
    message = refusal(make(model="solar:10b"))
    assert "has no model 'solar:10b'; did you mean solar:10.7b" in message


def test_health_and_models(make: Make, server: ModelServer) -> None:
    mind = make()
    assert mind.models() == ["llama3.2:1b", "qwen3:4b", "solar:10.7b"]
    health = mind.health()
    assert health.up
    assert "has solar:10.7b (of 3 models)" in health.detail
    assert not make(model="nothing").health().up
    down = make(address="http://127.0.0.1:9").health()
    assert not down.up
    assert "cannot be reached" in down.detail
    server.models = []
    assert "it has none at all" in mind.health().detail


def test_a_password_in_the_address_is_not_shown(make: Make) -> None:
    assert "hunter2" not in refusal(make(address="http://me:hunter2@127.0.0.1:9"))


def test_prefill_costs_nothing(make: Make, server: ModelServer) -> None:
    assert make().prefill("voice", ASK, Cancel()) == Usage(0, 0, 0, "stop")
    assert server.asked == []


def test_older_turns_that_do_not_fit_go_whole(make: Make, server: ModelServer) -> None:
    mind = make()
    mind.context = 600
    turns = [Message("user", "q" * 300), Message("assistant", "a" * 300)] * 3
    _, usage = answer(mind, [ASK[0], *turns, ASK[1]], Sampling(max_tokens=50))
    sent = server.asked[0]["messages"]
    assert [message["role"] for message in sent] == ["system", "user", "assistant", "user"]
    assert sent[-1]["content"] == "What is the sun?"
    assert usage.dropped == 4


# -------------------------------------------------------------------------------------------------------------- Ollama


def test_short_and_long_contexts(server: ModelServer) -> None:
    mind = OllamaMind(host=server.host, keep_alive="10m", patience=QUICK)
    long = [Message("user", "word " * 400)]
    answer(mind, sampling=Sampling(seed=4))
    answer(mind, long)
    answer(mind)  # the server would load the model anew to shrink it
    mind.forget("text")
    answer(mind)
    mind.close()
    assert [asked["options"]["num_ctx"] for asked in server.asked] == [512, 2048, 2048, 512]
    assert server.asked[0]["keep_alive"] == "10m"
    assert server.asked[0]["options"]["seed"] == 4
    assert estimate(long) > 512


# ---------------------------------------------------------------------------------------------------------------- keys


def test_the_key_is_sent_and_never_shown(
    server: ModelServer, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.key = "sk-very-secret-indeed"
    monkeypatch.setenv("OPENAI_API_KEY", "sk-meant-for-another-server")
    path = tmp_path / "key"
    path.write_text("sk-very-secret-indeed\n")
    path.chmod(0o600)
    with caplog.at_level(logging.DEBUG):
        mind = OpenAiMind("solar:10.7b", f"{server.host}/v1", key=str(path), patience=QUICK)
        assert answer(mind)[0] == "The sun is a star."
        mind.close()
        stranger = OpenAiMind("solar:10.7b", f"{server.host}/v1", patience=QUICK)
        assert "does not accept the key (HTTP 401)" in refusal(stranger)
        stranger.close()
    assert "very-secret" not in caplog.text
    assert "another-server" not in caplog.text + str(server.headers)


def test_a_key_from_a_systemd_credential(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "expert-key").write_text("abc")
    key = read_key("expert-key")
    assert isinstance(key, Secret)
    assert key.reveal() == "abc"
    assert "abc" not in f"{key} {key!r}"
    with pytest.raises(EngineError, match="no systemd credential 'other'"):
        read_key("other")


@pytest.mark.parametrize(
    ("content", "mode", "message"),
    [("abc", 0o644, "can be read by others; `chmod 600"), ("", 0o600, "one key"), ("a b", 0o600, "one key")],
)
def test_a_key_file_that_is_not_right(tmp_path: Path, content: str, mode: int, message: str) -> None:
    path = tmp_path / "key"
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(EngineError, match=message):
        read_key(str(path))


def test_a_key_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="cannot be read"):
        read_key(str(tmp_path / "nothing"))
    assert read_key(None) is None
