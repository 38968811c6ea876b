"""What was said, kept in SQLite: `recorder.HistoryRecorder` writes it off the event loop, `store` reads and writes it."""
