"""Turns off the usage reports of libraries. Import it before any of them: they read these variables once."""

import os

SWITCHES = {
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime, whose import alone makes an id and a log of events to send
    "HF_HUB_DISABLE_TELEMETRY": "1",  # huggingface_hub, transformers: no list of what is installed goes along with a pull
}
"""Environment variable -> the value that turns reports off. Worker processes inherit them."""

os.environ |= SWITCHES
