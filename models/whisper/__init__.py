"""Whisper as a recogniser, through CTranslate2. Entry: `recogniser.WhisperRecogniser`."""
