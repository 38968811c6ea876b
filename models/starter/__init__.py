"""The starter mind: a few megabytes of Qwen-architecture language model, trained by this project and shipped with it."""

from pathlib import Path

STARTER_PATH = Path(__file__).with_name("sarai-starter.gguf")
