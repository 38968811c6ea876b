"""Actions as they are asked for: intents, sentences, classes of effect, the question before a dangerous one. Pure.

Entry: `intents.ActionIntent`. `daemon.skills.match` understands them, `daemon.actions` carries them out.
"""
