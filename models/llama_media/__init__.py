"""Qwen2.5-Omni in llama.cpp: one GGUF hears, sees and thinks on a CPU; a voice of another engine speaks.

Its audio encoder is run window by window, as the model was trained. llama.cpp's own multimodal library pads every sound to
30 s and lets all of it attend to all: 750 tokens and seconds of work for a "yes".
"""
