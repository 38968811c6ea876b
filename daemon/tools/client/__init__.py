"""The client of servers of tools, in a process of its own, the only one that imports the MCP SDK. Entry: `worker.serve`."""
