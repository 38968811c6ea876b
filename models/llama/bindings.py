"""llama.cpp through llama-cpp-python's low-level bindings: one model, one context, several sequences in it.

The high-level `Llama` class supports one sequence only and cannot be stopped within a batch. Nothing here knows of
chats.
"""

from __future__ import annotations

import ctypes
import logging
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from config.texts import _
from models.engine import Cancel, EngineError
from models.llama.gguf_header import NotGguf, read_header

if TYPE_CHECKING:  # imported with llama_cpp, not before
    import numpy as np
    import numpy.typing as npt

    Logits = npt.NDArray[np.float32]

log = logging.getLogger(__name__)

# ggml_log_level of ggml.h. Only errors concern a user: it warns of each batch that was aborted, too.
_WARNING, _ERROR, _CONTINUED = 3, 4, 5
_last_errors: deque[str] = deque(maxlen=8)
_library: Any = None
_log_callback: Any = None

_SPIN_COUNT: Final = "2000"
_FEW: Final = 64
"""Tokens of which the likeliest is looked for first, where a grammar decides."""

KV_TYPES: Final = {"f16": 1, "q8_0": 8}
"""Names of the KV cell types -> ggml type numbers. q8_0 halves the memory."""


def library() -> Any:
    """Returns llama_cpp, imported once, with its messages sent to this module's logger instead of stderr."""
    global _library, _log_callback
    if _library is None:
        # llama.cpp's threads meet some three hundred times a token. libgomp has them wait in a loop, for milliseconds:
        # beside another busy process the waiting one keeps the working one from its core, and a token takes ten times
        # as long. After this many turns of the loop (microseconds) they sleep. Read by libgomp when it is loaded.
        os.environ.setdefault("GOMP_SPINCOUNT", _SPIN_COUNT)
        import llama_cpp

        level = 0

        def receive(native: int, text: bytes, _data: object) -> None:
            nonlocal level
            level = level if native == _CONTINUED else native
            line = text.decode("utf-8", "replace").rstrip()
            if line:
                if level in (_WARNING, _ERROR):
                    _last_errors.append(line)
                log.log(logging.WARNING if level == _ERROR else logging.DEBUG, "%s", line)

        _log_callback = llama_cpp.llama_log_callback(receive)
        llama_cpp.llama_log_set(_log_callback, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        _library = llama_cpp
    return _library


def check_file(path: Path) -> None:
    """Raises EngineError, one line naming the file and the remedy, unless `path` is a complete GGUF of a language
    model."""
    if path.is_dir():
        raise EngineError(_("{path} is a directory: name the .gguf file in it", path=path))
    try:
        header = read_header(path)
    except FileNotFoundError:
        raise EngineError(_("{path} does not exist: check the path, or run `sarai models pull`", path=path)) from None
    except NotGguf as err:
        raise EngineError(_("{path}: {why}: name a GGUF file, or pull the model again", path=path, why=err)) from None
    except OSError as err:
        raise EngineError(
            _("{path} cannot be read: {why}: check the file and its permissions", path=path, why=err.strerror)
        ) from err
    if header.truncated:
        raise EngineError(
            _(
                "{path} is cut short ({file_size} of {size} bytes): the download is not complete, pull it again",
                path=path,
                file_size=header.file_size,
                size=header.size,
            )
        )
    if header.is_projector:
        raise EngineError(
            _(
                "{path} is a projector for images or sound (mmproj), not a language model: name the "
                "model's own GGUF file",
                path=path,
            )
        )
    if header.has_vision_tensors:
        raise EngineError(
            _(
                "{path} has its vision weights in the language model's file, which llama.cpp does "
                "not load: pull the model as a text GGUF with a separate mmproj",
                path=path,
            )
        )
    if not header.tensors:
        raise EngineError(_("{path} holds a vocabulary but no weights: name the model's GGUF file", path=path))


class NativeModel:
    """A loaded GGUF with a context of `sequences` independent KV sequences. One thread only."""

    def __init__(
        self,
        path: Path,
        *,
        context: int,
        sequences: int,
        batch: int,
        threads: int,
        batch_threads: int,
        gpu_layers: int,
        mmap: bool,
        repack: bool,
        kv_type: str,
    ) -> None:
        """`context` is in tokens for each sequence; `batch` is the most tokens decoded at once. Raises EngineError."""
        check_file(path)
        self._lib = lib = library()
        self._model: Any = None
        self._ctx: Any = None
        self._memory: Any = None
        self._batch: Any = None
        self._abort: Any = None
        self._borrows = False  # the weights are another one's
        self.path = path
        self.batch = batch
        """Most tokens decoded at once."""
        _last_errors.clear()
        params = lib.llama_model_default_params()
        params.n_gpu_layers = gpu_layers
        params.load_mode = lib.LLAMA_LOAD_MODE_MMAP if mmap else lib.LLAMA_LOAD_MODE_NONE
        params.use_extra_bufts = repack
        self._model = lib.llama_model_load_from_file(str(path).encode(), params)
        if not self._model:
            raise EngineError(_("{path} cannot be loaded: {why}", path=path, why=_reason()))
        try:
            self._vocab = lib.llama_model_get_vocab(self._model)
            self.recurrent = bool(lib.llama_model_is_recurrent(self._model) or lib.llama_model_is_hybrid(self._model))
            """Whether the model has recurrent layers: such a state cannot be taken back by a few tokens."""
            trained = int(lib.llama_model_n_ctx_train(self._model))
            self.trained = trained if trained > 0 else context
            """Tokens of the longest context that the model was trained with."""
            self.context = min(context, self.trained)
            self._open(sequences, batch, threads, batch_threads, kv_type)
        except BaseException:
            self.close()
            raise
        self._pieces: dict[int, bytes] = {}

    def beside(self, context: int) -> NativeModel:
        """Returns a second context over the same weights: one sequence of `context` tokens, or as many as the model was
        trained with. To be closed before this one. Raises EngineError."""
        other = object.__new__(NativeModel)
        other._lib, other._model, other._vocab, other._pieces = self._lib, self._model, self._vocab, self._pieces
        other._ctx = other._memory = other._batch = other._abort = None
        other._borrows = True
        other.path, other.batch = self.path, self.batch
        other.recurrent, other.trained = self.recurrent, self.trained
        other.context = min(context, self.trained)
        try:
            other._open(1, self.batch, *self._opened)
        except BaseException:
            other.close()
            raise
        return other

    def _open(self, sequences: int, batch: int, threads: int, batch_threads: int, kv_type: str) -> None:
        lib, path = self._lib, self.path
        self._opened = (threads, batch_threads, kv_type)
        params = lib.llama_context_default_params()
        # Separate streams, not one unified buffer: a long typed conversation then costs the spoken one no attention time.
        params.kv_unified = False
        params.n_seq_max = sequences
        params.n_ctx = -(-self.context // 256) * 256 * sequences  # llama.cpp pads each stream to 256 cells
        params.n_batch = params.n_ubatch = batch
        params.n_outputs_max = sequences  # logits of one token at a time: with 150k words each row takes 0.6 MB
        params.n_threads, params.n_threads_batch = threads, batch_threads
        params.type_k = params.type_v = KV_TYPES[kv_type]
        params.no_perf = True
        self._ctx = lib.llama_init_from_model(self._model, params)
        if not self._ctx:
            raise EngineError(
                _(
                    "{path}: no memory for a context of {context} tokens ({why}): set a smaller context",
                    path=path,
                    context=self.context,
                    why=_reason(),
                )
            )
        self._memory = lib.llama_get_memory(self._ctx)
        self._batch = lib.llama_batch_init(batch, 0, 1)
        for index in range(batch):
            self._batch.n_seq_id[index] = 1
            self._batch.logits[index] = 0

    # ------------------------------------------------------------------------------------------------------ vocabulary

    def chat_template(self) -> str | None:
        text = self._lib.llama_model_chat_template(self._model, None)
        return text.decode("utf-8", "replace") if text else None

    def bos(self) -> int:
        return int(self._lib.llama_vocab_bos(self._vocab))

    def eos(self) -> int:
        return int(self._lib.llama_vocab_eos(self._vocab))

    def adds_bos(self) -> bool:
        return bool(self._lib.llama_vocab_get_add_bos(self._vocab)) and self.bos() >= 0

    def ends(self, token: int) -> bool:
        """Whether `token` ends a generation (EOS, EOT, and what else llama.cpp counts among them)."""
        return bool(self._lib.llama_vocab_is_eog(self._vocab, token))

    def is_control(self, token: int) -> bool:
        return bool(self._lib.llama_vocab_is_control(self._vocab, token))

    def tokenize(self, text: str) -> list[int]:
        """Returns the tokens of `text`. Control tokens in it are recognised, and none are added."""
        raw = text.encode("utf-8", "replace")
        room = len(raw) + 8
        out = (self._lib.llama_token * room)()
        count = self._lib.llama_tokenize(self._vocab, raw, len(raw), out, room, False, True)
        if count < 0:
            raise EngineError(_("the text could not be cut into tokens ({count} bytes)", count=len(raw)))
        return list(out[:count])

    def piece(self, token: int) -> bytes:
        """Returns the bytes of `token`, also of a control token."""
        known = self._pieces.get(token)
        if known is None:
            size = 64
            while True:
                buffer = ctypes.create_string_buffer(size)
                count = self._lib.llama_token_to_piece(self._vocab, token, buffer, size, 0, True)
                if count >= 0:
                    break
                size = -count
            known = self._pieces[token] = buffer.raw[:count]
        return known

    # -------------------------------------------------------------------------------------------------------- decoding

    def decode(self, tokens: Sequence[int], position: int, sequence: int, *, logits: bool) -> bool:
        """Appends `tokens` (no more than `batch`) to a sequence at `position`. Returns False when the abort switch
        stopped it; the sequence is then as before, unless the model is recurrent. Raises EngineError when llama.cpp
        fails."""
        batch = self._batch
        last = len(tokens) - 1
        for index, token in enumerate(tokens):
            batch.token[index] = token
            batch.pos[index] = position + index
            batch.seq_id[index][0] = sequence
            batch.logits[index] = 0
        batch.logits[last] = logits
        batch.n_tokens = last + 1
        status = self._lib.llama_decode(self._ctx, batch)
        if status == 0:
            return True
        if status == 2:
            return False
        raise EngineError(_("llama.cpp failed to decode ({status}): {why}", status=status, why=_reason()))

    @contextmanager
    def watching(self, cancel: Cancel, *, stops: bool) -> Iterator[None]:
        """Lets `cancel` suspend a running decode, and abort it if `stops` (on the CPU only: GPU backends don't
        check)."""
        lib = self._lib
        # Asked after each node of the graph, some five hundred times a token, which costs too little to be measured.
        abort = self._abort = lib.ggml_abort_callback(lambda _data: cancel.held_out() and stops)
        lib.llama_set_abort_callback(self._ctx, abort, None)
        try:
            yield
        finally:
            # An answer that nobody takes to its end may be closed late: after the next one was begun, or the model closed.
            if self._abort is abort and self._ctx:
                lib.llama_set_abort_callback(self._ctx, lib.ggml_abort_callback(), None)

    def cut(self, sequence: int, length: int) -> bool:
        """Removes everything after the first `length` tokens of a sequence. Returns False, and keeps all, when the
        model can't."""
        return bool(self._lib.llama_memory_seq_rm(self._memory, sequence, length, -1))

    def save(self, sequence: int, *, whole: bool = False) -> bytes:
        """Returns the state of a sequence's recurrent layers; the `whole` state has the attention layers' cells, too."""
        lib, flags = self._lib, self._state_flags(whole)
        size = lib.llama_state_seq_get_size_ext(self._ctx, sequence, flags)
        buffer = (ctypes.c_uint8 * size)()
        written = lib.llama_state_seq_get_data_ext(self._ctx, buffer, size, sequence, flags)
        return bytes(memoryview(buffer)[:written])

    def restore(self, sequence: int, state: bytes, *, whole: bool = False) -> bool:
        """Restores a saved state. The caller then cuts the sequence to that state's length; a `whole` state needs no cut,
        and an empty sequence. Returns False when llama.cpp does not take it."""
        buffer = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        flags = self._state_flags(whole)
        return bool(self._lib.llama_state_seq_set_data_ext(self._ctx, buffer, len(state), sequence, flags))

    def _state_flags(self, whole: bool) -> int:
        return 0 if whole else int(self._lib.LLAMA_STATE_SEQ_FLAGS_PARTIAL_ONLY)

    def build(self) -> str:
        """Returns what a saved state depends on beside the model: the library's version, and the cells' type."""
        return f"{self._lib.__version__} {self._opened[-1]}"

    def logits(self) -> Logits:
        """Returns the logits of the last token decoded, float32 by token; a copy."""
        import numpy as np

        count = int(self._lib.llama_vocab_n_tokens(self._vocab))
        return np.ctypeslib.as_array(self._lib.llama_get_logits_ith(self._ctx, -1), (count,)).copy()

    def grammar(self, text: str) -> NativeGrammar:
        """Compiles a grammar in llama.cpp's GBNF with the start symbol `root`. Raises EngineError."""
        return NativeGrammar(self._lib, self._vocab, text)

    def sampler(self, build: Callable[[Any, Any], None]) -> NativeSampler:
        return NativeSampler(self._lib, self._ctx, build)

    def close(self) -> None:
        """Frees everything. Harmless when repeated."""
        lib = self._lib
        if self._batch is not None:
            lib.llama_batch_free(self._batch)
        if self._ctx:
            lib.llama_free(self._ctx)
        if self._model and not self._borrows:
            lib.llama_model_free(self._model)
        self._batch = self._ctx = self._model = None


class NativeSampler:
    """A chain of llama.cpp samplers for one answer."""

    def __init__(self, lib: Any, ctx: Any, build: Callable[[Any, Any], None]) -> None:
        self._lib, self._ctx = lib, ctx
        self._chain = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())
        build(lib, self._chain)

    def sample(self) -> int:
        """Samples a token from the logits of the last decode."""
        return int(self._lib.llama_sampler_sample(self._chain, self._ctx, -1))

    def close(self) -> None:
        if self._chain:
            self._lib.llama_sampler_free(self._chain)
        self._chain = None


class NativeGrammar:
    """A grammar, and how far a text has come in it. To be closed."""

    def __init__(self, lib: Any, vocab: Any, text: str) -> None:
        self._lib = lib
        _last_errors.clear()
        self._grammar = lib.llama_sampler_init_grammar(vocab, text.encode(), b"root")
        if not self._grammar:
            raise EngineError(_("llama.cpp does not take the grammar: {why}", why=_reason()))

    def best(self, logits: Logits) -> int | None:
        """Returns the likeliest token that may come next; None where none may."""
        import numpy as np

        # To look at all of 150 thousand tokens takes longer than to make one; the likeliest few nearly always do.
        few = np.argpartition(logits, -_FEW)[-_FEW:] if len(logits) > _FEW else np.arange(len(logits))
        found = self._best_of(few, logits)
        return self._best_of(np.arange(len(logits)), logits) if found is None else found

    def _best_of(self, tokens: npt.NDArray[np.intp], logits: Logits) -> int | None:
        import numpy as np

        lib = self._lib
        given = np.zeros(len(tokens), np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)]))
        given["id"], given["logit"] = tokens, logits[tokens]
        data = given.ctypes.data_as(ctypes.POINTER(lib.llama_token_data))
        array = lib.llama_token_data_array(data, len(given), -1, False)
        lib.llama_sampler_apply(self._grammar, ctypes.byref(array))
        best = int(np.argmax(given["logit"]))
        return int(given["id"][best]) if np.isfinite(given["logit"][best]) else None

    def accept(self, token: int) -> None:
        """Goes on by a token that may come next."""
        self._lib.llama_sampler_accept(self._grammar, token)

    def close(self) -> None:
        """Frees it. Harmless when repeated."""
        if self._grammar:
            self._lib.llama_sampler_free(self._grammar)
        self._grammar = None


def _reason() -> str:
    """Returns llama.cpp's last message as one line."""
    for line in reversed(_last_errors):
        text = line.rpartition(": ")[2]
        if "unknown model architecture" in line:
            return _("this llama.cpp does not know the model architecture {name}: choose another model", name=text)
    if _last_errors:
        return " ".join(_last_errors[0].split())[:300]
    return _("llama.cpp gave no reason")
