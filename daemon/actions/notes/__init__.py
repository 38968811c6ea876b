"""The doer of notes and lists in Markdown files. Entry: `files.Notes`."""
