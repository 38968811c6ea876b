"""Commands that need no model: sentences, intents, numbers, times, wording, timers. Entry: `match.match`.

A ground package. What a skill does to the world is `daemon.app.skill_runner`.
"""
