"""Small talk of every kind."""

from models.starter.corpus.chat.control import CONTROL
from models.starter.corpus.chat.courtesies import COMPOSED, COURTESIES
from models.starter.corpus.chat.daily import DAILY
from models.starter.corpus.chat.entry import Entries
from models.starter.corpus.chat.feelings import FEELINGS
from models.starter.corpus.chat.itself import ITSELF
from models.starter.corpus.chat.moments import MOMENTS
from models.starter.corpus.grammar import Sampler, Turn

# What every user asks first, drawn more often.
_CORE: Entries = {lang: COURTESIES[lang] + ITSELF[lang] for lang in COURTESIES}
ENTRIES: Entries = {lang: _CORE[lang] + FEELINGS[lang] + CONTROL[lang] + DAILY[lang] + MOMENTS[lang] for lang in _CORE}


def small_talk(s: Sampler, family: str = "") -> list[Turn]:
    """A line of small talk; of one family, if one is named."""
    roll = s.rng.random()
    if family:
        everything = ENTRIES[s.lang] + COMPOSED[s.lang]
        entry = s.choice([entry for entry in everything if entry[0] == family])
    elif roll < 0.2:
        entry = s.choice(DAILY[s.lang])
    elif roll < 0.52:
        entry = s.choice(MOMENTS[s.lang])
    elif roll < 0.65:
        entry = s.choice(COMPOSED[s.lang])
    else:
        entry = s.choice(ENTRIES[s.lang])
        if s.chance(0.55):
            entry = s.choice(_CORE[s.lang])
    family, pattern, replies = entry
    user = " ".join(s.ask((pattern,)).split())
    return [Turn(user, s.choice(replies), family, held_out=s.held_out)]
