"""Tools of others, over the Model Context Protocol: servers, what they offer, and calls. Entry: `toolbox.Toolbox`.

`worker` and what it imports of this package run in a process of their own, the only one that imports the SDK. Whether a tool
may be called, `daemon.conversation.rules.effects` has decided before. May import `actions`, of which its tools are some.
"""
