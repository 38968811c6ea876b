"""Piper voices on ONNX Runtime. Entry: `voice.PiperVoice`."""
