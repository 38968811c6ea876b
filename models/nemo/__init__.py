"""NVIDIA NeMo's Canary and Parakeet as recognisers, through onnx-asr. Entry: `recogniser.NemoRecogniser`."""
