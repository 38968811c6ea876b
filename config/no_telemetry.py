"""Libraries that report their use to their makers are told not to. Imported before any of them: they read this once."""

import os

SWITCHES = {
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime, whose import alone makes an id and a log of events to send
    "HF_HUB_DISABLE_TELEMETRY": "1",  # huggingface_hub, transformers: no list of what is installed goes along with a pull
}
"""Environment variable -> what turns the reports off. They reach the worker processes too."""

os.environ |= SWITCHES
