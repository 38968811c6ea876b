"""Actions carried out: on the desktop, and in files of the user's. Entry: `actor.Actor`.

What is asked for comes as an intent of `daemon.skills.actions`; whether it may be done, `daemon.conversation.effects` has
decided before. May import `desktop` for its bus.
"""
