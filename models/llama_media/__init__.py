"""Qwen2.5-Omni in llama.cpp: one GGUF takes speech and images and answers in text on a CPU; another engine speaks.

Its audio encoder runs window by window, as the model was trained. llama.cpp's own multimodal library pads every sound
to 30 s with full attention: 750 tokens and seconds of work for a "yes".
"""
