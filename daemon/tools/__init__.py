"""Tools of others, over the Model Context Protocol: servers, what they offer, and calls. Entry: `toolbox.Toolbox`.

`client` runs in a process of its own, the only one that imports the SDK. Whether a tool may be called,
`daemon.conversation.rules.effects` has decided before. May import `actions`, of which its tools are some.
"""
