"""Qwen2.5-Omni: one model that hears, sees, thinks and speaks, with its speech streamed while it is still thinking.

`OmniEngine` (engine.py) composes the parts; importing this package loads neither torch nor transformers.
"""
