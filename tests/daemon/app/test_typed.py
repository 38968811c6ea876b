"""Typed turns through real worker processes: who answers, who answers instead, images, and that speech goes first."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from config.errors import UserError
from config.settings import Settings
from daemon.actions.actor import Actor
from daemon.actions.by_itself import ByItself
from daemon.actions.doer import Doer
from daemon.app.choices import Choices
from daemon.app.router import Router
from daemon.app.texts.asking import Asking
from daemon.app.typed import Asked, Done, Note, Piece, Text, Typed
from daemon.conversation.dialogue import Exchange
from daemon.conversation.ports import ActionReports
from daemon.routing.facts import Route
from daemon.skills.actions.recital import Recital
from daemon.skills.intent import Intent, TimerSet
from daemon.tiers.scripted import adapter
from daemon.workers.eviction import Budget
from daemon.workers.fleet import Fleet
from daemon.workers.preemption import Preemption
from daemon.workers.request import Request
from daemon.workers.worker import Worker
from models.engine import Sampling
from models.store.places import Places
from models.text.language import told_language
from tests.support.ollama_standin import ModelServer
from tests.support.tiny_gguf import write_tiny
from tests.support.tiny_projector import SPECIAL, write_tiny_projector

GREEDY = {"speaking": {"temperature": 0, "max_tokens": 16}}


class House:
    """Fleet, router and typed turns as the daemon has them, without sound."""

    def __init__(self, group: asyncio.TaskGroup, store: Path, settings: Settings, budget: int) -> None:
        self.fleet = Fleet(group, Budget(budget * 1_000_000), adapt=adapter(settings.benchmark))
        self.router = Router(Choices(settings), self.fleet, Places(store, store / "hub"), measured=dict)
        self.way = Preemption()
        self.recorded: list[tuple[str, str, Route]] = []  # question, answer, route
        self.done: list[tuple[Intent, str]] = []
        self.asking = Asking(settings, self.router, self.way)
        self.recited: list[tuple[Recital, str]] = []
        actor = Actor(self.doers(), group, self.no_reports)
        by_itself = ByItself(settings, self.carry_out, actor)
        self.typed = Typed(settings, self.router, self.asking, self.record, by_itself=by_itself, recite=self.recite)

    def doers(self) -> Sequence[Doer]:
        return ()

    def recite(self, recital: Recital, language: str) -> None:
        self.recited.append((recital, language))

    def no_reports(self) -> ActionReports:
        raise AssertionError("a typed turn waits for its outcome itself")

    def record(self, exchange: Exchange, route: Route) -> None:
        self.recorded.append((exchange.heard, exchange.said, route))

    def carry_out(self, skill: Intent, language: str) -> str:
        self.done.append((skill, language))
        return "" if skill.name == "mute" else f"{skill.name} it is"

    async def pieces(self, text: str, **asked: Any) -> list[Piece]:
        return [piece async for piece in self.typed.ask(Asked(text, **asked))]

    async def ask(self, text: str, **asked: Any) -> tuple[str, list[str], Done]:
        *pieces, done = await self.pieces(text, **asked)
        assert isinstance(done, Done)
        said = "".join(piece.text for piece in pieces if isinstance(piece, Text))
        return said, [piece.text for piece in pieces if isinstance(piece, Note)], done


@asynccontextmanager
async def house(
    store: Path, settings: Mapping[str, Any], budget: int = 4_000, kind: type[House] = House
) -> AsyncIterator[House]:
    chosen = Settings.model_validate({**GREEDY, **settings})
    async with asyncio.TaskGroup() as group:
        here = kind(group, store, chosen, budget)
        try:
            yield here
        finally:
            await here.fleet.close()


@pytest.fixture(scope="module")
def minds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("minds")
    write_tiny(folder / "resident.gguf", script="Sure, Bob!")
    write_tiny(folder / "other.gguf", script="Why not?")
    write_tiny(folder / "babbler.gguf")
    write_tiny(folder / "sees.gguf", architecture="qwen3vl", special=SPECIAL, deepstack=1)
    write_tiny_projector(folder / "mmproj.gguf", deepstack=True)
    return folder


def mind(folder: Path, name: str = "resident", **more: Any) -> dict[str, Any]:
    return {"fast": {"mind": str(folder / f"{name}.gguf"), **more}}


# ------------------------------------------------------------------------------------------------------------ who answers


def test_the_resident_mind_answers_and_the_conversation_is_cached(minds: Path, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path, mind(minds)) as here:
            said, notes, first = await here.ask("what is the desert like")
            assert (said, notes) == ("Sure, Bob!", [])
            assert first.route.row == "text-short"
            _, _, second = await here.ask("and tomorrow")
            assert second.usage["cached_tokens"] == first.usage["prompt_tokens"] + first.usage["generated_tokens"]
            _, _, anew = await here.ask("and tomorrow", new=True)
            assert anew.usage["prompt_tokens"] < second.usage["prompt_tokens"]
            assert [(asked, said) for asked, said, _ in here.recorded][:2] == [
                ("what is the desert like", "Sure, Bob!"),
                ("and tomorrow", "Sure, Bob!"),
            ]

    asyncio.run(scenario())


def test_a_model_can_be_asked_for_by_its_file(minds: Path, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path, mind(minds)) as here:
            said, notes, done = await here.ask("hello", model=str(minds / "other.gguf"))
            assert (said, notes, done.route.row) == ("Why not?", [], "chosen")

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("model", "complaint"),
    [
        ("qwen3-vl-4", "there is no model 'qwen3-vl-4'; did you mean qwen3-vl-4b"),
        ("whisper-base", "whisper-base is no mind"),
        ("{minds}", "is a folder without a model: name the .gguf file in it"),
        ("{minds}/none.gguf", "No such file"),
        ("{minds}/cut.gguf", "cut short|truncated|incomplete|bytes"),
    ],
)
def test_a_model_that_does_not_exist_gets_one_line(minds: Path, tmp_path: Path, model: str, complaint: str) -> None:
    (minds / "cut.gguf").write_bytes((minds / "other.gguf").read_bytes()[:-4000])

    async def scenario() -> None:
        async with house(tmp_path, mind(minds)) as here:
            with pytest.raises(UserError, match=complaint) as error:
                await here.ask("hello", model=model.format(minds=minds))
            assert "\n" not in str(error.value)
            assert (await here.ask("hello"))[0] == "Sure, Bob!"

    asyncio.run(scenario())


def test_a_model_that_is_not_here_is_replaced_and_the_reply_says_so(minds: Path, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path, mind(minds)) as here:
            said, notes, _ = await here.ask("hello", model="deep")
            assert said == "Sure, Bob!"
            assert "You asked for deep, which cannot be had" in notes[0]
            assert "sarai models pull deep" in notes[0]

    asyncio.run(scenario())


def test_a_budget_of_100_mb_is_refused_with_the_figures(minds: Path, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path, mind(minds), budget=100) as here:
            with pytest.raises(UserError, match=r"needs [0-9]+ MB of memory and the budget is 100 MB; raise"):
                await here.ask("hello")

    asyncio.run(scenario())


def test_a_conversation_that_outgrows_the_context_loses_whole_turns_and_says_so(minds: Path, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path, mind(minds) | {"compute": {"context": 512}}) as here:
            notes: list[str] = []
            for number in range(8):
                said, more, done = await here.ask(f"{number} " + "x" * 120)
                assert said == "Sure, Bob!"
                assert done.usage["prompt_tokens"] + 32 < 512
                notes += more
            assert notes
            assert all("oldest turn" in note and "left out" in note for note in notes)
            with pytest.raises(UserError, match="context holds 512"):
                await here.ask("x" * 3000)
            said, notes, _ = await here.ask("hello", new=True)
            assert (said, notes) == ("Sure, Bob!", [])

    asyncio.run(scenario())


# -------------------------------------------------------------------------------------------------------------- the expert


def expert(server: ModelServer, engine: str) -> dict[str, Any]:
    url = server.host if engine == "ollama" else f"{server.host}/v1"
    return {"expert": {"engine": engine, "url": url}}


@pytest.mark.parametrize("engine", ["ollama", "openai"])
def test_long_texts_go_to_the_expert(minds: Path, tmp_path: Path, engine: str) -> None:
    async def scenario(server: ModelServer) -> None:
        async with house(tmp_path, mind(minds) | expert(server, engine)) as here:
            said, notes, done = await here.ask("please compare " + "apples and pears " * 100)
            assert (said, notes) == ("The sun is a star.", [])
            assert (done.model, done.route.row) == ("expert", "text-long")
            assert (await here.ask("hello"))[2].model != "expert"
            assert (await here.ask("hello", model="expert", new=True))[2].model == "expert"
            if engine == "ollama":
                assert [request["options"]["num_ctx"] for request in server.asked] == [2048, 512]
                assert {request["keep_alive"] for request in server.asked} == {"5m"}

    with ModelServer() as server:
        asyncio.run(scenario(server))


@pytest.mark.parametrize("engine", ["ollama", "openai"])
def test_an_expert_that_is_down_is_said_once_and_the_next_best_answers(
    minds: Path, tmp_path: Path, engine: str
) -> None:
    async def scenario(settings: dict[str, Any]) -> None:
        async with house(tmp_path, mind(minds) | settings) as here:
            said, notes, _ = await here.ask("hello", model="expert")
            assert said == "Sure, Bob!"
            assert len(notes) == 1
            assert "cannot be reached" in notes[0]
            said, notes, _ = await here.ask("please compare " + "apples and pears " * 20)
            assert said == "Sure, Bob!"
            assert notes == []
            await here.router.look_at_servers()
            assert "cannot be reached" in here.router.servers["expert"]

    with ModelServer() as server:
        settings = expert(server, engine)
    asyncio.run(scenario(settings))


def test_an_expert_that_breaks_off_is_said(minds: Path, tmp_path: Path) -> None:
    async def scenario(server: ModelServer) -> None:
        async with house(tmp_path, mind(minds) | expert(server, "ollama")) as here:
            with pytest.raises(UserError, match="broke off in the middle of its answer"):
                await here.ask("hello", model="expert")
            server.fault = ""
            assert (await here.ask("hello", model="expert"))[0] == "The sun is a star."

    with ModelServer(fault="cut") as server:
        asyncio.run(scenario(server))


def test_a_server_without_the_model_names_those_it_has(minds: Path, tmp_path: Path) -> None:
    async def scenario(server: ModelServer) -> None:
        async with house(tmp_path, mind(minds) | expert(server, "ollama")) as here:
            _, notes, _ = await here.ask("hello", model="expert")
            assert "has no model 'solar:10.7b'" in notes[0]
            assert "solar:7b" in notes[0]

    with ModelServer(models=["solar:7b"]) as server:
        asyncio.run(scenario(server))


# --------------------------------------------------------------------------------------------------------------- images


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (64, 96, 3), np.uint8)).save(file, "PNG")
    (tmp_path / "picture.png").write_bytes(file.getvalue())
    return tmp_path / "picture.png"


@pytest.mark.parametrize("keep", [False, True])
def test_an_image_is_looked_at_and_the_projector_goes_or_stays(
    minds: Path, tmp_path: Path, picture: Path, keep: bool
) -> None:
    settings = mind(minds, "sees", projector=str(minds / "mmproj.gguf")) | {"compute": {"keep_projector": keep}}

    async def scenario() -> None:
        async with house(tmp_path, settings) as here:
            _, _, before = await here.ask("hello")
            said, notes, done = await here.ask("what is this", image=picture)
            assert said
            assert notes == []
            assert done.route.row == "image"
            assert done.usage["cached_tokens"] >= before.usage["prompt_tokens"]
            memory = done.usage["memory_mb"]
            assert set(memory) == {"before", "during", "after"}
            assert memory["before"] > 0
            _, _, after = await here.ask("and now")
            assert after.usage["cached_tokens"] >= before.usage["prompt_tokens"]
            assert (here.recorded[1][0]) == "what is this (about the image picture.png)"

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("contents", "complaint"),
    [(None, "No such file"), (b"", "is empty"), (b"GIF8 not really", "no image that can be read")],
)
def test_what_is_no_image_gets_one_line(minds: Path, tmp_path: Path, contents: bytes | None, complaint: str) -> None:
    file = tmp_path / "bad.png"
    if contents is not None:
        file.write_bytes(contents)

    async def scenario() -> None:
        settings = mind(minds, "sees", projector=str(minds / "mmproj.gguf"))
        async with house(tmp_path, settings) as here:
            with pytest.raises(UserError, match=complaint):
                await here.ask("what is this", image=file)
            with pytest.raises(UserError, match="is not a file"):
                await here.ask("what is this", image=tmp_path)
            _, notes, done = await here.ask("hello")
            assert (notes, done.model) == ([], str(minds / "sees.gguf"))

    asyncio.run(scenario())


def test_a_projector_that_does_not_fit_is_refused_with_the_figures_and_text_goes_on(
    minds: Path, tmp_path: Path, picture: Path
) -> None:
    async def scenario() -> None:
        settings = mind(minds, "sees", projector=str(minds / "mmproj.gguf"))
        async with house(tmp_path, settings) as here:
            await here.ask("hello")
            here.fleet.residency.budget = Budget(round(here.fleet.residency.holdings()[0].private * 0.9))
            with pytest.raises(UserError, match=r"the projector of .* needs .* of the budget of .* are free beside"):
                await here.ask("what is this", image=picture)
            _, notes, done = await here.ask("hello")
            assert (notes, done.model) == ([], str(minds / "sees.gguf"))

    asyncio.run(scenario())


def test_whoever_speaks_meanwhile_or_goes_away_the_projector_goes(
    minds: Path, tmp_path: Path, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = mind(minds, "sees", projector=str(minds / "mmproj.gguf"))
    plain, asked = Worker.ask, list[str]()
    here: House

    def ask(self: Worker, op: str, payload: bytes = b"", **head: Any) -> AbstractAsyncContextManager[Request]:
        if not asked:  # the moment at which somebody begins to speak
            here.way.take("turn")
            asyncio.get_running_loop().call_later(0.2, here.way.give, "turn")
        asked.append(op)
        return plain(self, op, payload, **head)

    async def scenario() -> None:
        nonlocal here
        async with asyncio.timeout(60), house(tmp_path, settings) as here:
            said, notes, _ = await here.ask("what is this", image=picture)
            assert said
            assert notes == []
            assert asked == ["generate", "close_eyes"] * 2
            pieces = here.typed.ask(Asked("what is this", image=picture))
            await anext(pieces)
            await pieces.aclose()
            while len(asked) < 6:  # noqa: ASYNC110 - it is taken down from the outside in
                await asyncio.sleep(0.01)
            assert asked == ["generate", "close_eyes"] * 3

    monkeypatch.setattr(Worker, "ask", ask)
    asyncio.run(scenario())


def test_without_eyes_an_image_is_refused_with_the_remedy(minds: Path, tmp_path: Path, picture: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path, mind(minds)) as here:
            with pytest.raises(UserError, match="no model here can see images; `sarai models pull"):
                await here.ask("what is this", image=picture)

    asyncio.run(scenario())


# ------------------------------------------------------------------------------------------------------- speech goes first


def test_a_spoken_turn_interrupts_a_typed_one_which_then_goes_on(minds: Path, tmp_path: Path) -> None:
    script = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    write_tiny(minds / "alphabet.gguf", script=script)
    settings = mind(minds, "alphabet") | {"speaking": {"temperature": 0, "max_tokens": 60}}

    async def scenario() -> None:
        async with house(tmp_path, settings) as here:
            voice = here.router.kit.mind(str(minds / "alphabet.gguf"))
            said, spoken = "", 0
            async for piece in here.typed.ask(Asked("hello")):
                if isinstance(piece, Done):
                    assert piece.usage["generated_tokens"] == len(script)
                if not isinstance(piece, Text):
                    continue
                said += piece.text
                if spoken < 3:
                    spoken += 1
                    here.way.take("turn")
                    messages = [{"role": "user", "content": "what time is it"}]
                    async with asyncio.timeout(60):  # it is not queued behind the typed answer
                        await voice.ask_one("prefill", conversation="voice", messages=messages, sampling=SHORT)
                    asyncio.get_running_loop().call_later(0.2, here.way.give, "turn")
            assert spoken == 3
            assert said == script

    asyncio.run(scenario())


SHORT: dict[str, Any] = {
    name: getattr(Sampling(max_tokens=1, temperature=0), name)
    for name in ("max_tokens", "temperature", "top_p", "min_p", "seed")
}


def test_a_greeting_is_answered_in_its_own_language_whatever_was_spoken_before(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with house(tmp_path, {"tier": "embedded"}) as here:
            spanish, _, _ = await here.ask("¿Cuál es la capital de Francia?")
            english, _, _ = await here.ask("hi")
            again, _, _ = await here.ask("hola")
            assert [told_language(said) for said in (spanish, english, again)] == ["es", "en", "es"]

    asyncio.run(scenario())


def test_what_the_assistant_can_do_itself_needs_no_mind(minds: Path) -> None:
    async def live() -> None:
        async with house(minds, mind(minds)) as here:
            said, notes, done = await here.ask("Set a timer for ten minutes.")
            assert (said, notes, done.model) == ("timer_set it is", [], "sarai")
            assert (await here.ask("pon un temporizador de diez minutos"))[0] == "timer_set it is"
            assert here.done == [(TimerSet(600), "en"), (TimerSet(600), "es")]
            assert (await here.ask("mute yourself"))[0] == "Done."
            assert {route.row for _, _, route in here.recorded} == {"skill"}
            said, *_ = await here.ask("subelo")  # nothing tells the language, but only Spanish says so
            assert said == "volume it is"
            assert here.done.pop()[1] == "es"
            assert not here.fleet.residency.states()

            # Asked of a mind by name, or about what is just being heard, it is a question like any other.
            for asked in ({"text": "what time is it", "model": str(minds / "other.gguf")}, {"text": "repeat that"}):
                _, _, done = await here.ask(**asked)
                assert done.model != "sarai"
            assert len(here.done) == 3

    asyncio.run(live())
