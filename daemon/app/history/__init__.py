"""The history of what was said, in SQLite. `recorder.HistoryRecorder` keeps it off the event loop; `store` is the file."""
