"""What people say in the recordings of `tests.support.real_models.recordings`."""

from __future__ import annotations

READ = {
    "en-jfk-ask-not.wav": "And so, my fellow Americans, ask not what your country can do for you, ask what you can do for "
    "your country.",
    "en-living-room-lamp-44k-stereo.wav": "Turn on the living room lamp.",
    "en-living-room-light.wav": "Turn on the living room light.",
    "en-platforms.wav": "Today only platforms one and three are used.",
    "en-whats-the-weather-like.wav": "What's the weather like?",
    "en-lj001-0002.wav": "in being comparatively modern.",
    "en-lj001-0004.wav": "produced the block books, which were the immediate predecessors of the true printed book,",
    "en-lj001-0006.wav": "And it is worth mention in passing that, as an example of fine typography,",
}
"""File -> its words: one sentence each."""
FREE = "en-demo-of-a-library.wav"
FREELY_SPOKEN = """
Hey guys. Welcome to the new demo of my real-time transcription library designed to showcase its lightning-fast
capabilities. As you'll see, speech is transcribed almost instantly into text, which I think is a pretty cool achievement
given the challenges of working with Whisper. I've put a lot of effort into making this tool stable, efficient and easy to
use and I really hope you find it valuable in your projects. This library is completely open source and it would mean a lot
to me if you could support it by giving a star on GitHub. Visibility and community feedback are key to making it even better
and every bit of engagement helps improve its future development. Whether you are working on a small project or something
bigger, I hope this tool becomes a helpful resource and sparks some innovation. So feel free to download it, use it in your
apps and let me know if you have any feedback. Thanks for watching and I hope you enjoyed the demo.
"""
"""The words of FREE: nine sentences in 52 s, with pauses between and inside them."""
