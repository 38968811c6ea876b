"""Thinker, talker and token2wav as one streaming engine."""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from models.engine import Cancel, Cancelled, EngineError, Sampling, Speech, TextDelta, Usage
from models.omni.diffusion import Solver
from models.omni.engine import OmniEngine
from models.omni.loading import Parts, load
from models.omni.low_vram import OneAtATime
from models.omni.messages import Audio, Image, OmniMessage, Video
from models.omni.pipe import Pipe, Stop
from models.omni.sampling import Choice
from models.omni.streams import StayingThreads
from models.omni.talker import Talker
from models.omni.thinker import Thinker
from models.omni.token2wav import Token2Wav, whole
from tests.models.omni.test_media import SMALL, film
from tests.models.omni.watching import Units, Watch
from tests.support.tiny_omni import CODEC_EOS, CODEC_PAD

GREEDY = Sampling(max_tokens=24, temperature=0, seed=1)
GREEDY_CODES = Choice(temperature=0, repetition_penalty=1.05)


def engine_of(parts: Parts, **options: Any) -> OmniEngine:
    options = {"solver_steps": 2, "seed": 1, "device": "cpu", "max_codes": 150, **options}
    return OmniEngine("unused", parts=parts, **options)


def stage_threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name.startswith("omni_")]


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    yield
    assert stage_threads() == []


def picture() -> Any:
    from PIL import Image as Pil

    return Pil.fromarray(np.random.default_rng(1).integers(0, 255, (60, 90, 3), dtype=np.uint8))


MEDIA = OmniMessage.of(
    "user", Audio(np.sin(np.arange(20_000) / 9).astype(np.float32)), "and", Image(picture()), "what are they?"
)
PLAIN = OmniMessage.of("user", "What is this?")


@pytest.mark.parametrize("recorded", [False, True])
@pytest.mark.parametrize("kind", ["text", "audio and image", "silent video", "video with its sound"])
def test_streamed_codes_are_the_stock_codes(
    parts: Parts, stock: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str, recorded: bool
) -> None:
    """Greedy, the stock generate (thinker to its end, then talker) and our stages say the same, token for token."""
    message = {"text": PLAIN, "audio and image": MEDIA}.get(kind)
    if message is None:
        seen = Video(film(tmp_path / "film.mkv", 3.0), use_audio=kind == "video with its sound")
        message = OmniMessage.of("user", seen, "what happens?")
    engine = engine_of(parts, limits=SMALL)
    inputs = engine._prompter.build([message], speak=True)
    theirs: list[list[int]] = []

    def record(code: torch.Tensor, **_: Any) -> torch.Tensor:
        theirs.append(code[0].tolist())
        return torch.zeros(1)

    def keep_mask(_: Any, args: Any, kwargs: dict[str, Any]) -> Any:
        cache = kwargs.get("cache")
        seen = (cache.get_seq_length() if cache is not None else 0) + (
            kwargs["inputs_embeds"] if kwargs.get("inputs_embeds") is not None else kwargs["input_ids"]
        ).shape[1]
        kwargs["attention_mask"] = torch.ones(1, seen, dtype=torch.long)
        return args, kwargs

    monkeypatch.setattr(stock.token2wav, "forward", record)
    # generate drops a mask of ones, whereupon the stock talker forgets its start codes and positions: see Talker.
    hook = stock.talker.register_forward_pre_hook(keep_mask, with_kwargs=True)
    asked = inputs.for_thinker(torch.device("cpu"), torch.float32)
    for pixels in asked.keys() & {"pixel_values", "pixel_values_videos"}:
        # Unprefixed, the stock generate hands them to the talker, which refuses them.
        asked[f"thinker_{pixels}"] = asked.pop(pixels)
    sequences, _ = stock.generate(
        **asked,
        speaker="Chelsie",
        thinker_max_new_tokens=24,
        thinker_do_sample=False,
        thinker_eos_token_id=engine._thinker.eos,
        talker_do_sample=False,
        talker_max_new_tokens=150,
        talker_eos_token_id=[CODEC_PAD, CODEC_EOS],
    )

    hook.remove()

    ours: list[int] = []
    stop = Stop()
    pipe: Pipe[Any] = stop.watch(Pipe(100))
    thinker = Thinker(parts.thinker, parts.tokenizer, recorded=recorded)
    talker = Talker(parts.talker, thinker.embed, parts.voices.values(), GREEDY_CODES, max_codes=150, recorded=recorded)
    live = threading.Thread(
        target=lambda: talker.run(parts.voices["Chelsie"], pipe, 1, stop, ours.append), name="omni_talk"
    )
    live.start()
    thought = thinker.run(inputs, GREEDY, 1, stop, lambda *_: None, pipe.put)
    pipe.end()
    live.join()
    assert thought.tokens == sequences.shape[1] - inputs.prompt_tokens
    assert ours == theirs[0]
    assert len(ours) > 10
    assert len(set(ours)) > 5


def test_a_written_answer_that_repeats_itself_stops_the_thinker(parts: Parts, question: list[OmniMessage]) -> None:
    engine = engine_of(parts)
    only(engine, "a")
    *items, usage = engine.respond(question, Sampling(max_tokens=600, temperature=1.0, seed=1), Cancel(), speak=False)
    texts = [item for item in items if isinstance(item, TextDelta)]
    assert isinstance(usage, Usage)
    assert (usage.finish, usage.generated_tokens) == ("stop", sum(item.tokens for item in texts))
    assert usage.prompt_tokens == engine._prompter.build(question, speak=False).prompt_tokens
    assert "".join(item.text for item in texts) == "a" * 201  # one more than a word of any language has


def test_a_spoken_reply_that_repeats_itself_is_left_to_who_plays_it(parts: Parts, question: list[OmniMessage]) -> None:
    engine = engine_of(parts)
    only(engine, "a")
    sampling = Sampling(max_tokens=300, temperature=1.0, seed=1)
    usage = [item for item in engine.respond(question, sampling, Cancel(), speak=True) if isinstance(item, Usage)][-1]
    assert (usage.finish, usage.generated_tokens) == ("length", 300)


def only(engine: OmniEngine, letter: str) -> None:
    """The thinker says nothing else any more."""
    said = engine._prompter._tokenizer(letter)["input_ids"]
    engine._thinker.forbid(
        [token for token in range(engine._thinker.model.config.text_config.vocab_size) if token not in said]
    )


def test_a_reply_is_text_then_usage_with_speech_between(parts: Parts, question: list[OmniMessage]) -> None:
    engine = engine_of(parts, hold_for_lead=False)
    items = list(engine.respond(question, GREEDY, Cancel(), speak=True))
    speech = [i for i in items if isinstance(i, Speech)]
    text = "".join(i.text for i in items if isinstance(i, TextDelta))
    assert isinstance(items[-1], Usage)
    assert (items[-1].generated_tokens, items[-1].finish) == (24, "length")
    assert len(speech) > 2
    assert {s.rate for s in speech} == {24_000}
    assert all(s.pcm.dtype == np.int16 and s.pcm.ndim == 1 for s in speech)
    total = sum(len(s.pcm) for s in speech)
    assert total == engine.progress.codes * 480
    marks = [m for s in speech for m in s.marks]
    assert [m.start for m in marks] == sorted(m.start for m in marks)
    assert [m.at for m in marks] == sorted(m.at for m in marks)
    assert all(not m.exact and 0 <= m.at < total and text[m.start : m.end].strip() for m in marks)
    assert "".join(text[m.start : m.end] for m in marks) == "".join(text.split())


def test_the_sound_is_the_whole_reply_decoded_at_once(
    parts: Parts, question: list[OmniMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engine_of(parts, talker_choice=GREEDY_CODES)
    codes: list[int] = []
    assert engine._talker is not None
    run = engine._talker.run

    def listen(voice: Any, reply: Any, seed: int, stop: Stop, on_code: Any) -> int:
        def both(code: int) -> None:
            codes.append(code)
            on_code(code)

        return run(voice, reply, seed, stop, both)

    monkeypatch.setattr(engine._talker, "run", listen)
    items = list(engine.respond(question, GREEDY, Cancel(), speak=True))
    heard = np.concatenate([i.pcm for i in items if isinstance(i, Speech)]) / 32767
    reference = whole(Token2Wav(parts.token2wav, Solver(steps=2)), codes, parts.voices["Chelsie"], 1 + 2)
    assert np.abs(heard - reference).max() <= 1e-3 * np.abs(reference).max() + 1 / 32767


def test_a_seed_repeats_a_reply_and_another_changes_it(parts: Parts, question: list[OmniMessage]) -> None:
    def reply(seed: int) -> tuple[str, bytes]:
        items = list(
            engine_of(parts).respond(question, Sampling(max_tokens=8, temperature=1.0, seed=seed), Cancel(), speak=True)
        )
        return (
            "".join(i.text for i in items if isinstance(i, TextDelta)),
            b"".join(i.pcm.tobytes() for i in items if isinstance(i, Speech)),
        )

    assert reply(5) == reply(5)
    assert reply(5) != reply(6)


def test_the_first_sound_leaves_before_the_thinker_has_finished(parts: Parts, question: list[OmniMessage]) -> None:
    engine = engine_of(parts, hold_for_lead=False)
    slow = parts.thinker.lm_head.register_forward_hook(lambda *_: time.sleep(0.05))
    sampling = Sampling(max_tokens=60, temperature=0, seed=1)
    texts_after_sound = 0
    heard = False
    try:
        for item in engine.respond(question, sampling, Cancel(), speak=True):
            heard |= isinstance(item, Speech)
            texts_after_sound += heard and isinstance(item, TextDelta)
    finally:
        slow.remove()
    progress = engine.progress
    assert progress.first_audio is not None
    assert progress.thought is not None
    assert progress.first_code is not None
    assert progress.first_code < progress.first_audio < progress.thought
    assert texts_after_sound > 3


def test_cancelled_at_200_random_points_nothing_stays(parts: Parts, question: list[OmniMessage]) -> None:
    import gc

    import psutil

    engine = engine_of(parts, hold_for_lead=False)
    before = [i for i in engine.respond(question, GREEDY, Cancel(), speak=True) if isinstance(i, Speech)]
    began = time.monotonic()
    for _ in engine.respond(question, GREEDY, Cancel(), speak=True):
        pass
    whole = time.monotonic() - began
    rng = np.random.default_rng(2)
    rss, cancelled = [], 0
    for run in range(200):
        cancel = Cancel()
        timer = threading.Timer(float(rng.uniform(0, whole)), cancel.set)
        timer.start()
        began = time.monotonic()
        try:
            for _ in engine.respond(question, GREEDY, cancel, speak=True):
                pass
        except Cancelled:
            cancelled += 1
        else:  # it was over before its moment came: the machine had been slower before
            whole = min(whole, time.monotonic() - began)
        timer.join()
        assert stage_threads() == [], f"run {run}"
        if run >= 50:
            rss.append(psutil.Process().memory_info().rss)
    gc.collect()
    assert cancelled > 50
    assert rss[-1] - rss[0] < 30 << 20
    after = [i for i in engine.respond(question, GREEDY, Cancel(), speak=True) if isinstance(i, Speech)]
    assert b"".join(s.pcm.tobytes() for s in after) == b"".join(s.pcm.tobytes() for s in before)


def test_a_caller_that_walks_away_stops_the_stages(parts: Parts, question: list[OmniMessage]) -> None:
    reply = engine_of(parts).respond(question, GREEDY, Cancel(), speak=True)
    assert isinstance(next(reply), TextDelta)
    assert isinstance(reply, Generator)
    reply.close()
    assert stage_threads() == []


def units(parts: Parts) -> Units:
    """What each stage finishes, by the part of the model that ends it."""
    assert parts.talker is not None
    assert parts.token2wav is not None
    ears, eyes, mind = (getattr(parts.thinker.model, tower) for tower in ("audio_tower", "visual", "language_model"))
    return {
        "layers": [*ears.layers, *eyes.blocks, *mind.layers],
        "tokens": [parts.thinker.lm_head],
        "talker passes": [parts.talker.codec_head],
        "solver passes": [parts.token2wav.code2wav_dit_model.proj_out],
        "pieces of sound": [parts.token2wav.code2wav_bigvgan_model.conv_post],
    }


def watched(parts: Parts) -> OmniEngine:
    """One that has 12 solver passes to make for every piece of sound."""
    return engine_of(parts, solver_steps=4, hold_for_lead=False, limits=SMALL)


@pytest.fixture(scope="module")
def uncancelled(parts: Parts) -> dict[str, int]:
    """What a whole answer to MEDIA takes."""
    engine = watched(parts)
    with Watch(units(parts), lambda: engine.progress.codes, Cancel()) as watch:
        for _ in engine.respond([MEDIA], GREEDY, Cancel(), speak=True):
            pass
    return watch.finished


def cancelled(parts: Parts, stage: str, module: str, nth: int, *, speak: bool = True) -> Watch:
    """An answer to MEDIA that is cancelled there. Its caller has gone away to do something else when that happens: the
    stages have to see for themselves that they are to stop, and have time enough to show that they don't."""
    engine, cancel = watched(parts), Cancel()

    def answer() -> None:
        for _ in engine.respond([MEDIA], GREEDY, cancel, speak=speak):
            assert watch.reached.wait(60)
            time.sleep(0.1)

    moment = getattr(parts, stage).get_submodule(module)
    with Watch(units(parts), lambda: engine.progress.codes, cancel, moment, nth) as watch:
        with pytest.raises(Cancelled):
            answer()
        assert stage_threads() == []
    return watch


@pytest.mark.parametrize("speak", [True, False], ids=["spoken", "in words alone"])
@pytest.mark.parametrize(
    "module",
    ["audio_tower.layers.0.fc1", "visual.blocks.0.mlp", "language_model.layers.0.mlp"],
    ids=["its sound", "its picture", "its words"],
)
def test_a_cancel_while_the_prompt_is_read_stops_within_a_layer(
    parts: Parts, uncancelled: dict[str, int], module: str, speak: bool
) -> None:
    watch = cancelled(parts, "thinker", f"model.{module}", 1, speak=speak)
    prompt = 1 + 1 + 2  # layers of ears, eyes and mind
    assert watch.before["layers"] < prompt - 1
    assert watch.after == {**dict.fromkeys(uncancelled, 0), "layers": 1}  # the one that was at work


@pytest.mark.parametrize(
    ("stage", "module", "nth", "unit"),
    [
        ("thinker", "lm_head", 8, "tokens"),
        ("thinker", "model.language_model.layers.0.mlp", 8, "tokens"),
        ("talker", "codec_head", 12, "codes"),
        ("talker", "model.layers.0.mlp", 12, "codes"),
        ("token2wav", "code2wav_dit_model.proj_out", 4, "solver passes"),
        ("token2wav", "code2wav_dit_model.proj_out", 16, "solver passes"),
        ("token2wav", "code2wav_bigvgan_model.conv_pre", 2, "pieces of sound"),
    ],
)
def test_a_cancel_while_a_stage_works_leaves_every_stage_one_token_one_code_one_pass_at_most(
    parts: Parts, uncancelled: dict[str, int], stage: str, module: str, nth: int, unit: str
) -> None:
    watch = cancelled(parts, stage, module, nth)
    assert watch.before[unit] > 0  # it was at work ...
    assert uncancelled[unit] - watch.before[unit] > 2  # ... and had more to do
    assert {unit: count for unit, count in watch.after.items() if count > 1} == {}


def test_threads_that_stay_say_the_same_and_end_with_the_engine(
    parts: Parts, question: list[OmniMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a GPU: the same threads for one reply after another, whether it ended well, was cancelled or failed."""

    def said(engine: OmniEngine) -> bytes:
        items = engine.respond(question, GREEDY, Cancel(), speak=True)
        return b"".join(item.pcm.tobytes() for item in items if isinstance(item, Speech))

    def staying() -> set[int | None]:
        return {thread.ident for thread in threading.enumerate() if thread.name.startswith("stage ")}

    wanted = said(engine_of(parts, hold_for_lead=False))
    engine = engine_of(parts, hold_for_lead=False)
    inside: set[int] = set()

    @contextmanager
    def around() -> Iterator[None]:
        inside.add(threading.get_ident())
        yield

    engine._stages = StayingThreads(around)
    assert said(engine) == wanted
    threads = staying()
    assert len(threads) == 3
    assert inside == threads
    cancel = Cancel()
    reply = engine.respond(question, GREEDY, cancel, speak=True)
    next(reply)
    cancel.set()
    with pytest.raises(Cancelled):
        list(reply)
    with monkeypatch.context() as patch:
        patch.setattr(engine._talker, "run", broken)
        with pytest.raises(EngineError, match="out of memory"):
            list(engine.respond(question, GREEDY, Cancel(), speak=True))
    assert said(engine) == wanted
    assert staying() == threads
    engine.close()
    assert staying() == set()


def broken(*_: Any) -> int:
    raise RuntimeError("out of memory")


def test_a_failing_stage_is_one_line_and_leaves_nothing(
    parts: Parts, question: list[OmniMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engine_of(parts)
    monkeypatch.setattr(engine._talker, "run", broken)
    with pytest.raises(EngineError, match="out of memory"):
        list(engine.respond(question, GREEDY, Cancel(), speak=True))


def test_voices(parts: Parts, question: list[OmniMessage]) -> None:
    engine = engine_of(parts, voice="chelsie")
    assert engine.voices == ("Chelsie", "Ethan")
    assert engine.languages == ("en", "zh")

    def sound() -> bytes:
        items = engine.respond(question, Sampling(max_tokens=6, temperature=0, seed=1), Cancel(), speak=True)
        return b"".join(i.pcm.tobytes() for i in items if isinstance(i, Speech))

    hers = sound()
    engine.set_voice("Ethan")
    assert sound() != hers
    with pytest.raises(EngineError, match="no voice 'Bob': choose Chelsie or Ethan"):
        engine.set_voice("Bob")
    with pytest.raises(EngineError, match="no voice 'Aiden'"):
        engine_of(parts, voice="Aiden")


def test_low_vram_takes_the_stages_one_after_the_other(parts: Parts, question: list[OmniMessage]) -> None:
    wanted = engine_of(parts, talker_choice=GREEDY_CODES)
    frugal = engine_of(copy.deepcopy(parts), talker_choice=GREEDY_CODES, low_vram=True)
    sounds = []
    for engine in (wanted, frugal):
        items = engine.respond(question, GREEDY, Cancel(), speak=True)
        sounds.append(b"".join(i.pcm.tobytes() for i in items if isinstance(i, Speech)))
    assert sounds[0] == sounds[1]
    assert frugal.progress.thought is not None
    assert frugal.progress.first_code is not None
    assert frugal.progress.thought < frugal.progress.first_code


def test_in_low_vram_mode_one_group_is_there_in_places_that_stay(folder: Path) -> None:
    loaded = load(folder, talker=True, device="cpu", dtype="float32")
    groups: dict[str, list[Any]] = {"thinker": [loaded.thinker], "voice": [loaded.talker, loaded.token2wav]}

    def tensors(name: str) -> list[torch.Tensor]:
        return [tensor for part in groups[name] for tensor in (*part.parameters(), *part.buffers())]

    def values(name: str) -> list[torch.Tensor]:
        return [tensor.clone() for tensor in tensors(name)]

    def same(name: str) -> bool:
        return all(map(torch.equal, tensors(name), before[name]))

    before = {name: values(name) for name in groups}
    turns = OneAtATime(
        torch.device("cpu"), {name: [m for part in parts for m in part.modules()] for name, parts in groups.items()}
    )
    assert same("thinker")  # waiting, each has its own
    assert same("voice")
    turns.take("thinker")
    places = {name: [tensor.data_ptr() for tensor in tensors(name)] for name in groups}
    for name, other in (("thinker", "voice"), ("voice", "thinker"), ("thinker", "voice")):
        turns.take(name)
        turns.take(name)
        assert same(name)
        assert not same(other)  # they share their room
        assert {each: [tensor.data_ptr() for tensor in tensors(each)] for each in groups} == places
    room = max(sum(each.numel() * each.element_size() for each in tensors(name)) for name in groups)
    ends = [t.data_ptr() + t.numel() * t.element_size() for name in groups for t in tensors(name)]
    assert max(ends) - min(min(each) for each in places.values()) < 1.2 * room  # and not that of both
    turns.leave()
    assert same("thinker")
    assert same("voice")
    assert {tensor.dtype for tensor in tensors("thinker")} == {tensor.dtype for tensor in before["thinker"]}


def test_in_low_vram_mode_the_eyes_come_for_what_is_to_be_seen(parts: Parts, question: list[OmniMessage]) -> None:
    """And what it says is the same, recorded or not."""
    said = list[str]()
    for low_vram, recorded in ((False, False), (True, False), (True, True)):
        copied = copy.deepcopy(parts)
        engine = engine_of(copied, low_vram=low_vram, recorded=recorded, talker_choice=GREEDY_CODES, limits=SMALL)
        engine.warm_up()
        for asked in (question, [MEDIA], question):
            items = engine.respond(asked, GREEDY, Cancel(), speak=asked is question)
            said.append("".join(item.text for item in items if isinstance(item, TextDelta)))
            if engine._eyes is not None:
                assert (engine._eyes._there is None) == (asked is question)
        if engine._on_gpu is not None:
            assert engine._on_gpu._there == "thinker"  # back already
    assert said[:3] == said[3:6] == said[6:]
    assert len(set(said)) == 2
