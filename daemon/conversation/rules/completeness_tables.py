"""Tables of `completeness`: words and patterns of open and closed sentences, in English and Spanish."""

from __future__ import annotations

import re
from dataclasses import dataclass


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _any(text: str) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(text.split(), key=len, reverse=True)) + ")"


def _behind_none_of(text: str) -> str:
    return "".join(rf"(?<!\b{re.escape(word)} )" for word in text.split())


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one language, for lower-case words without punctuation."""

    dangling: frozenset[str]
    """Words after which nobody stops."""
    never_last: re.Pattern[str]
    """Endings of no sentence at all, whatever mark a recogniser puts behind them. Of the dangling words a question may end
    with some: "which country is it in?", "who am I?"."""
    begun: re.Pattern[str]
    """Endings of questions that have mostly only begun: a question mark behind them is as often the recogniser's own."""
    stranded: re.Pattern[str]
    """Sentences that end with such a word all the same."""
    subordinate: re.Pattern[str]
    """Beginnings of a sentence that need a main clause behind them: "if it rains", "instead of that"."""
    main: re.Pattern[str]
    """What such a main clause begins with, where no comma tells."""
    begun_with: tuple[re.Pattern[str], ...]
    """Sentences of which a part is still to come, though their last words could close another one: a list without its last
    item, a reminder of nothing, half a sum. They are matched with their commas."""
    open: tuple[re.Pattern[str], ...]
    """Endings that must be continued."""
    wants_object: frozenset[str]
    """Verbs that need an object, unless the question asks for it ("what should I cook")."""
    object_asked: re.Pattern[str]
    doubtful: tuple[re.Pattern[str], ...]
    """Sentences that are often continued."""
    formulas: re.Pattern[str]
    """Common phrases that are a whole turn."""
    closed: tuple[re.Pattern[str], ...]
    """Words that close a sentence, and complete questions."""
    sentence: re.Pattern[str]
    """A complete question or command."""
    command: re.Pattern[str]
    """What reads like a command, though its verb is not known: a full stop closes it."""


_EN_NUMBERS = "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty hundred"
_EN_DETERMINERS = "the a an my your his her its our their this that these those some any every each no another"
_EN_ADJECTIVES = (
    "best worst first second third next last same other only whole new old big small good bad little long short high low "
    "great large young nice main real right wrong next few several many most more less much such own certain different "
    "national local nearest cheap hot cold warm cheapest red blue green white black fresh dry easy hard quick"
)
_EN_COMPARATIVES = (
    "taller shorter bigger smaller larger longer older younger faster slower cheaper better worse hotter colder warmer heavier "
    "lighter higher lower closer nearer farther further healthier safer stronger easier harder richer deeper wider brighter"
)
_EN_VERBS = (
    "find make get give take put buy sell clean wash keep use write read send call bring show explain describe build fix "
    "repair cook boil bake wear carry choose change stop start open close learn teach remember remove replace turn move "
    "check add reach spell pronounce translate convert calculate compare play pay save store handle treat prevent feed "
    "plant grow cut paint measure book order cancel schedule remind tell ask want need like prefer contain cost mean "
    "owe drink eat hear see watch visit meet invent discover produce cause wrote made won paint leaves has had buys sells plays opens "
    "bought sold found got saw met gave took brought lost sent needs wants likes loves hates prefers seems becomes requires involves "
    "believes thinks means costs weighs includes contains keeps makes takes gets says said eats drinks wears carries owns"
)
_EN_COMMANDS = (
    "tell give show set turn play open close count say name repeat spell add remind read skip take delete make search wake stop "
    "start pause resume mute lower raise increase decrease remove call text email send find look translate lock unlock dim switch "
    "put cancel snooze reschedule book order buy write save print copy move go explain describe define recommend suggest list check "
    "clear undo restart shut record create begin continue sing turn launch unpause shuffle hang"
)
"""Verbs that begin a command."""
_EN_WISH = r"i(?:'d| would) like to (?:hear|listen to|watch|see|play)"
_EN_OPENERS = (
    r"(?:(?:can|could|would|will) you|please|i (?:want|need|would like|'d like|have)(?: you)? to) ?\w*$",
    r"\b(?:tell|show|give|remind|help|ask|let|teach|bring|read) (?:me|us|him|her|them)$",
    r"\b(?:do you know|do you think|i wonder|i was wondering|i am looking|i'm looking|i would like to know|is it true|"
    r"i think|i guess|i mean|you know|is it possible|is there|are there|there is|there are|it is|what about|how about|"
    r"i want|i need|i prefer|i'd like|i would like|"
    r"what would happen|what happens|the thing is|how far is it|how long does it take|how come)$",
)  # fmt: skip

_EN_AUXILIARIES = (
    "am is are was were do does did have has had can could will would shall should may might must isn't aren't wasn't weren't "
    "don't doesn't didn't haven't hasn't can't couldn't won't wouldn't shouldn't not never"
)
_EN_SUBJECTS = "i you he she it we they there"
_EN_LEAD = r"^(?:(?:and|so|but|well|okay|ok|oh|hey|also|then|now|um|uh),? )*"
_EN_CONJUNCTIONS = (
    r"if|whenever|once(?! (?:more|again|a|upon|in)\b)|unless|while|although|though|in case|(?:even|as) (?:if|though)|as (?:soon|long) as|every time|(?:the )?next time|"
    rf"when(?! {_any(_EN_AUXILIARIES)}\b)|"
    rf"(?:(?:suppose|supposing|imagine|assuming|let's say|given|provided)(?: that)?|as)(?= {_any(_EN_SUBJECTS)}\b)|say(?= (?:i|we)\b)|"
    rf"(?:before|after|since|until)(?= (?:{_any(_EN_SUBJECTS)}\b|\w+ing\b|i'|we'|it's))"
)
_EN_PREPOSITIONS = (
    r"instead of|apart from|aside from|except for|besides|despite|in spite of|according to|because of|due to|as for|as well as|"
    r"speaking of|other than|rather than|compared (?:to|with)|in addition to|between(?=.* and )|without \w+ing|"
    r"(?:speaking|talking|thinking|going back|coming back|judging|starting|depending|based) (?:about|to|by|from|on)"
)
_EN_NUMBER = rf"(?:{_any(_EN_NUMBERS)}|\d[\d.]*)"
_EN_ASKING = r"^(?:(?:please|can you|could you),? )*"
_EN_DAYS = (
    "on this next the tomorrow today tonight later morning afternoon evening night noon week weekend day after monday tuesday "
    "wednesday thursday friday saturday sunday"
)
_EN_SPELT = "(?:phone|number|email|e mail|password|passcode|code|pin|number plate|licen[cs]e plate|postcode|zip code)"
"""What is spelt, or told digit by digit."""

ENGLISH = Rules(
    dangling=_words(
        "and or but because if when while although which who whose than as the a an my your his her its our their these "
        "some any every each of in on at for from with by about into through between without under over to is are was "
        "were am be been being has have had will would can could should may might must i'm you're he's she's it's we're "
        "they're i we they what's who's where's very really quite um uh er erm hmm i'll let's gonna wanna do does did "
        "how why where whether since until unless so not please-to near across around against during before after "
        "towards behind that past beside inside outside per via upon among within a's an's both either neither too also just even "
        "always never often usually sometimes probably maybe perhaps actually nearly almost "
        "especially particularly mainly basically generally simply apparently rather fairly extremely onto beyond except despite "
        "underneath beneath throughout regarding concerning including versus vs worth unlike several no mr mrs ms dr prof "
        "how's that's there's i'd you'd i've you've don't doesn't didn't can't won't isn't aren't wasn't"
    ),
    never_last=re.compile(
        rf"\b{_any('the a an my your his her its our their every and or but because if when while although which whose than as with to')}$|"
        rf"\b{_any('between into very really quite um uh er erm how where whether since until unless gonna wanna')}$|"
        rf"^(?:\w+ )?(?:do|does|did|can|could|will|would|should|has|have) {_any(_EN_DETERMINERS)} \w+$|"
        r"\b(?:do|does|did|can|could|will|would|should) (?:i|you|he|she|it|we|they)$|"
        r"\b(?:for|of|to|with|by|in|on|at|from) (?:i|he|she|we|they)$|"
        r"\b(?:do|does|did|can|could|will|would|should) (?:i|you|he|she|it|we|they) (?:am|is|are|was|were)$|"
        r"\b\w+'(?:m|re|ll|d|ve)$|\b(?:do you (?:know|think)|i wonder|is there|are there|is it|what about)$"
    ),
    # Not "what is it made of", "what continent is Brazil in", "what does that stand for", "can I come in".
    begun=re.compile(
        r"^(?!(?:what|who|where|which|whose|how)\b.* (?:\w+ed|made|meant|known|done|built|written|born|called) \w+$)"
        r"(?!(?:what|who|where|which|whose)\b.* (?:stand|work|play|look|wait|ask|vote|pay|good|famous|here|believe|live) \w+$)"
        r"(?!(?:what|which) \w+ (?:is|are|was|were)\b)(?!.*\b(?:come|go|get|going|check|log|sign|let \w+|turned|switched|carry|move|hold) (?:in|on)$)"
        r".* (?:for|by|in|on|at|of|through|during|against|across|towards|per|via|among|within)$|"
        r"\b(?:true|name of|sure|possible|likely) that$|^(?:are|is) there (?:any|some)$|^(?:why|how|where|when) (?:do|does|did)$|"
        r"^(?:could|can|would|will) you (?:please )?(?:tell me|explain|describe)$|"
        rf"\w (?:if|whether|when|where|because|while|until) {_any(_EN_DETERMINERS)} \w+$|"
        rf"^(?:\w+ )?(?:\w+ )?(?:do|does|did|has|have) {_any(_EN_DETERMINERS)} \w+ (?:in|at|on|of|from) \w+ \w+$|"
        rf"^what(?:'s| is| are) {_any(_EN_COMPARATIVES)}$"
    ),
    # English leaves a preposition behind: "where are you from", "what is it about", "turn it on".
    stranded=re.compile(
        r"\b(?:(?!(?:interest|amaz|surpris|excit|bor|morn|even|th|someth|anyth|noth|everyth|build|meet|wedd|k|spr|r|str)ing|(?:try|want|need|hop|plan|hav|start|begin|us)ing to$)\w+ing|you|he|she|it|they|we|this|that|them|him) (?:in|on|at|for|from|with|by|about|over|to|of)$|"
        r"(?:is|was|do|did|say|like|about|with|for|(?:think|thought|sure|sick|tired|proud|afraid) of) that$|"
        r"^(?:where|what|which)\b.* come from$|\b(?:say|said|says|oh|or|a|no|is) no$|\b(?:on|in|with|for|to) \w+ too$"
    ),
    # Not "if you like", "when you're ready".
    subordinate=re.compile(
        rf"{_EN_LEAD}(?!\w+ (?:you (?:can|like|want|wish|please|say so|insist|must|don't mind)|you're ready|possible)$)"
        rf"(?:(?:{_EN_CONJUNCTIONS})(?: {_any(_EN_DETERMINERS)})? \w[\w']*(?: {_any(_EN_AUXILIARIES)})*|{_EN_PREPOSITIONS}) \w+"
    ),
    # Not the nouns of "if the show", "when my play".
    main=re.compile(
        rf"{_behind_none_of('to the a an my your this any')}\b{_any(_EN_COMMANDS + ' back keep use fix let help')}\b|"
        r"\b(?:please|then|what|what's|how|where|who|which|why|let's|don't)\b|"
        rf"\b{_any(_EN_AUXILIARIES)} (?:{_any(_EN_SUBJECTS)}|{_any(_EN_DETERMINERS)})\b|"
        rf"{_behind_none_of('say says think know hope sure that')}\b{_any(_EN_SUBJECTS)}(?: {_any(_EN_AUXILIARIES)}\b|'\w)"
    ),
    begun_with=(
        # Lists: "add eggs, butter".
        re.compile(
            r"\b(?:(?:add|buy|bring|pack|order|invite) (?:\w+ ){0,3}[a-z]+|(?:get|need|put) (?:\w+ ){0,3}[a-z]+, (?:\w+ )?[a-z]+)"
            r"(?:, (?:\w+ )?[a-z]+)*, (?!(?:no|not|and|or|please|thanks?|now|today|tonight|tomorrow|too|okay|sarai|would|will|can|could)\b)"
            rf"(?!{_any(_EN_NUMBERS)}\b)(?:\w+ )?[a-z]+$"
        ),
        # "Remind me on Sunday", "wake me up tomorrow", "set a timer".
        re.compile(rf"{_EN_ASKING}remind (?:me|us)(?: {_any(_EN_DAYS + ' at am pm ' + _EN_NUMBERS)}| \d+)*$"),
        re.compile(
            rf"{_EN_ASKING}(?:wake me(?: up)?|(?:set|start|create|add) (?:me )?(?:a|an|the|my|another) (?:\w+ )?(?:timer|alarm|reminder))"
            rf"(?: {_any(_EN_DAYS + ' for')})*$"
        ),
        # Numbers: "what's 5", "how much is 50 euros", "in 20", "give me three", "my number is 555".
        re.compile(
            rf"^(?:what's|what is|how much (?:is|are)|convert|calculate) {_EN_NUMBER}(?: (?!percent|squared|cubed|\d)\w+)?$|"
            rf"\b(?:divided|multiplied)$|\b(?:in|another|every|(?:give|get|show|tell|name|list|add|buy|find|suggest)(?: me| us)?) "
            rf"(?:{_any(_EN_NUMBERS)}|\d\d?)$"
        ),
        re.compile(
            rf"^(?!what|which|whose|how|is\b|who).*\b{_EN_SPELT}\b(?: \w+)* is (?!\d{{4}})(?:[\w']+|\d+(?:,? \d{{1,3}})*)$|"
            rf"\b{_EN_SPELT}\b.* (?:dot|underscore|dash|slash)$"
        ),
        re.compile(r"^(?:what|which) .*\bcomes(?: right)?$|^(?!what|how|who|which).*(?:\b(?:is|are|was|were)|'s) called$"),
        # What begins anew, or is the first of two.
        re.compile(
            r"\w,? (?:no,? (?:wait|sorry|make that)|i mean|or rather|let me (?:think|see)|how do i put it|what's it called)$|"
            r"\bfirst\b.*\bthen$|\bdear \w+$|^not (?:the|that|this|my)\b(?!.*\b(?:one|time|way|thing)$)[^,]*$"
        ),
        # A remark put in before the point: "explain to me, like I'm five".
        re.compile(
            r"^(?:explain(?: to me)?|tell me|show me|i'd like to know|i want to know|do you know|can you tell me), "
            r"(?!.*\b(?:what|what's|who|where|when|why|how|which|is|are|do|does|did|can)\b)[^,]+$"
        ),
        # "Turn down", "look up": but "turn it down".
        re.compile(
            rf"(?:{_EN_ASKING}|\bto )(?:turn|switch|look|find|write|pick|note|cross|jot|figure|sort|print|point) (?:up|down|out|off)$|"
            rf"{_EN_ASKING}(?:find|look up|get|fetch|translate|write|book|order|buy|save|add|set|put|check) for me$|"
            r"\b(?:can|could|would|will) you please$"
        ),
    ),
    open=(
        re.compile(rf"\b{_any(_EN_DETERMINERS)} (?:{_any(_EN_ADJECTIVES)}|{_any(_EN_NUMBERS)}|\w{{2,}}(?:est|ous|ful|less|ible|able))$"),
        re.compile(r"^how (?:many|much) \w+$"),
        re.compile(r"\b(?:how (?:many|much|old|big|long|far|often|tall|high|deep|fast|hot|cold|heavy))$"),
        # With an owner they need no "of": "my name", "Spain's capital".
        re.compile(r"(?<!\bmy )(?<!\byour )(?<!\bhis )(?<!\bher )(?<!\bour )(?<!\btheir )(?<!'s )"
                   r"\b(?:kind|sort|type|piece|cup|bit|lot|number|name|capital|colou?r|meaning|opposite|currency|population|"
                   r"author|price|difference|distance|way|reason|word|height|age|size|rest|end|beginning|middle|top)$"),
        re.compile(r"\bbetween (?!.*\band\b).*$"),
        re.compile(rf"^what(?:'s| is| are) {_any(_EN_COMPARATIVES)}$"),  # "or" is to come
        re.compile(r"\b(?:and|but|so) (?:then|now|also)$"),
        re.compile(r"\bquarters$|(?<!\band )\ba quarter$|\ba (?:pair|bunch|couple|handful|pinch)$|\b(?:my|your|his|her|our|their) \w{2,}'s$"),
        re.compile(r"\bon (?:january|february|march|april|may|june|july|august|september|october|november|december)$"),
        re.compile(r"^(?:i|i'm|we|we're|he|she|they|my|our|the) .*\b(?:(?:told|asked) (?:me|us|him|her)|wondering|hoping|trying|planning|"
                   r"supposed|used|allowed|able|decided|noticed|realized)$"),
        re.compile(r"\b(?:send|give|add|move|compare|translate|bring|take|forward|connect|attach|copy|show|hand|convert|change) "
                   r"(?:it|them|this|that|him|her) (?:to|into|with|from)$"),
        re.compile(rf"\b(?:{_any(_EN_NUMBERS + ' one')}|\d+) (?:plus|minus|times|divided by|multiplied by|percent of)$"),
        # A question of which there is only a subject: "is it", "how do plants".
        re.compile(r"^(?:is|are|was|were|do|does|did|can|could|will|would|should|have|has) \w+$"),
        re.compile(r"^(?:how|why|when|where|what|which) (?:\w+ )?(?:do|does|did|can|could|will|would|should|have|has) \w+$"),
        # A clause that has only its subject so far: "what would happen if the moon", "when the next train".
        re.compile(rf"\w \b(?:if|whether|why|how|when|where|because|that|which|while|until|what) {_any(_EN_DETERMINERS)}(?: \w+){{1,2}}$"),
        re.compile(r"\b(?:do|does|did|can|could|will|would|should|am|have|has) (?:i|you|he|she|it|we|they|anybody|anyone|people)$"),
        re.compile(r"\b(?:if|whether|because|that|who|which) (?:i|you|he|she|it|we|they)$"),
        # "does the library": the verb is still to come.
        re.compile(rf"^(?:\w+ )?(?:\w+ )?(?:do|does|did|can|could|will|would|should|has|have) {_any(_EN_DETERMINERS)} \w+(?: (?:in|at|on|of|from) \w+ \w+)?$"),
        re.compile(r"^(?:how|why) (?:does|did|has|can|will) (?:a|an) \w+ \w+$"),
        re.compile(r"\b(?:how (?:much|many|long|often|far)(?: \w+)?|when|where|why) (?:do|does|did) (?:a|an|the|my|your|our)\b(?!.*\b"
                   + _any("cost take last go get need weigh leave start open close arrive live eat sleep work come run mean begin end "
                          "happen grow fly stop say make use have want look feel move turn fall rise change keep taste smell look sound") + r"\b)(?: \w+){1,3}$"),
        *(re.compile(opener) for opener in _EN_OPENERS),
    ),
    wants_object=_words(_EN_VERBS),
    object_asked=re.compile(r"^(?:what|which|who|whom)\b(?! (?:is|are|was|were) the \w+ (?:way|thing|time|place))|"
                            r".+ (?:what|which|who|whom|how|than|as|that) (?!(?:is|are|was|were)\b)(?:\w+ ){1,3}\w+$"),
    doubtful=(
        # A statement, but for a wish: its question follows.
        re.compile(rf"^(?!{_EN_WISH}\b)(?:i|we|my|our|there|he|she|they|yesterday|today|last|this|the)\b"),
        re.compile(r"^(?:if|when|while|because|although|since|after|before)\b"),
        re.compile(r"\bthe \w+est(?: \w+)?$"),
        re.compile(rf"^(?:what|who|which|where|when|why|how) (?:is|are|was|were) {_any(_EN_DETERMINERS)} \w+$|^(?:what|where|who)'s {_any(_EN_DETERMINERS)} \w+$"),
        re.compile(r"^(?:is|are|was|were|will|would|can|could|should|does|do|did|has|have)(?: \w+){1,3}$"),
        # Perhaps without its verb: "what does the number nine bus".
        re.compile(rf"^(?:what|how|when|where|why) (?:do|does|did) {_any(_EN_DETERMINERS)} (?:\w+ ){{1,2}}\w+$"),
        re.compile(r"\b(?:that|which|who) \w+$"),
        re.compile(rf"(?<!\bat ){_any(_EN_NUMBERS)}$"),
        re.compile(r"^(?!play (?:some|my|the) (?!\w*thing$))(?:play|give|add|set|read|turn|put|show|find|buy|send|write|call)(?: \w+){1,2}$"),
        re.compile(rf"^(?!{_any(_EN_COMMANDS)} .*\b(?:first|next|last) ).*\b(?:first|second|only|best|worst|next|last|same|old|new|big) \w+$"),
        re.compile(r"\w+ (?:and|or) \w+ \w+$"),
    ),
    formulas=re.compile(r"^(?:hello|hi|hey|stop|stop it|thanks|thank you|thank you very much|goodbye|bye|good (?:morning|evening|"
                   r"night|afternoon)|yes|no|okay|ok|never mind|repeat that|say that again|be quiet|go on|help|pause|"
                   r"how are you|who are you|what is your name|what time is it|what can you do|where are you from|"
                   r"what day is it|tell me a joke|what is the weather like|(?:no )?i (?:don't|do not|didn't|did not) (?:understand|know|get (?:it|that)|"
                   r"remember|think so|care|mind|hear you)|not (?:now|today|yet|really)|forget it|"
                   r"what's the weather like|what's the (?:time|date)|"
                   rf"my (?!{_EN_SPELT}\b)(?:favou?rite )?\w+ (?:\w+ )?is (?!(?:a|an|the|my|your|his|her|our|their)\b)\w+|stop \w+ing|(?:turn|switch) (?:it|that|the \w+) (?:on|off)|"
                   r"(?:volume|speak|talk) (?:up|down|louder|slower|faster))$"),
    closed=(
        re.compile(r"\bthat's (?:all|it|enough|fine|right|correct|wrong|great|good|perfect|everything)$|\b(?:other|this|that|first|last) one$"),
        re.compile(r"\b(?:up|down|it|that|this|louder|quieter|softer|volume) a (?:little|bit)$|^thanks a lot$"),
        re.compile(rf"^(?:make|turn|set|keep) .* {_any(_EN_COMPARATIVES + ' louder quieter softer brighter dimmer clearer')}$"),
        re.compile(r"\b(?:second|minute|hour) timer$"),
        re.compile(rf"\b(?:half past|quarter (?:past|to)) {_any(_EN_NUMBERS)}$|\b(?:at|for) {_any(_EN_NUMBERS)} (?:fifteen|thirty|forty five)$"),
        re.compile(r"\bthat(?:'s|'ll be| is| will be) (?:all|it)(?: for (?:now|today))?(?: thanks| thank you)?$|^(?:nothing else|no more) (?:thanks|thank you)$"),
        re.compile(r"\b(?:please|today|tonight|tomorrow|yesterday|again|yet|anymore|instead|too loud|right now|at all|for me|"
                   r"around here|in the (?:whole )?world|(?:this|next|last) (?:week|weekend|month|year|morning|afternoon|evening|night|summer|winter|"
                   r"monday|tuesday|wednesday|thursday|friday|saturday|sunday))$"),
        re.compile(r"^(?:what|who|where|when) (?:is|are|was|were) (?:the )?\w+(?: \w+)? of (?:the )?(?!(?:that|this|these|those|my|your|his|her|its|our|their)$)\w+$"),
        re.compile(r"^(?:who|where|what) (?:is|are|was|were) (?!(?:the|a|an|my|your|there|it|you)\b)\w+$"),
        re.compile(r"^how many \w+ (?:are there|are|does .* have|do .* have|make) ?(?:in|on|to)? (?:a|an|one|the)? ?\w+$"),
        re.compile(rf"^(?:what is|what's|how much is) {_any(_EN_NUMBERS + ' one')} (?:plus|minus|times|divided by) \w+$"),
        re.compile(rf"^(?:what|where|who) (?:are|were) (?:my|your|our|his|her|their) (?!{_any(_EN_ADJECTIVES)}$)\w+s$"),
        re.compile(r"^(?:where|what \w+|which \w+) (?:do|does|did) .*\w come from$|^how much (?:do|does|did|will|would) .*\w cost$"),
        re.compile(r"^(?:when|where|why|how|what time) (?:do|does|did) .*\w (?:leave|arrive|start|begin|end|close|open|happen|sleep|work|live)$"),
        re.compile(r"^(?:what|who|why|where)\b.*\b(?:that|this|it|them|him|her|me|us) (?:for|about|with|like)$"),
        re.compile(r"^(?:can|could|do|did|does|is|are|was|were|have|has)\b.* (?:anything|something|everything|anyone|anybody|someone|somebody)$"),
        re.compile(r"^(?:can|could|do|did) you (?:hear|see|understand|help|believe) (?:me|us|him|her|it|this|that)$"),
    ),
    sentence=re.compile(
        r"^(?:(?:what|who|where|when|why|how|which|whose|can|could|would|will|do|does|did|is|are|am|was|were|has|have|should)"
        rf"\b.*\w+ \w+|(?:{_any(_EN_COMMANDS + ' please')})\b .*\w+ .*\w+|{_EN_WISH} .*\w+ \w+)$"
    ),
    command=re.compile(
        rf"^(?!(?:\w+ly|\w+ing|{_any(_EN_NUMBERS)}|{_any(_EN_DETERMINERS)}|{_any(_EN_AUXILIARIES)}|{_any(_EN_SUBJECTS)}|"
        rf"{_any('in on at of off to from for with without by about into through between under over during across against near around like as than')}|"
        rf"{_any('and or but so because if when while since until before after half all both just only even not such quite also then now')}|"
        rf"{_any('me us him them who whose what which where why how here yes no oh well maybe perhaps once twice behind beside inside outside')})\b)"
        rf"\w+ (?:me|us|it|them|him|her|{_any('the a an my our this these those some all')}|that(?! {_any(_EN_SUBJECTS)}\b))\b .*\w$"
    ),
)  # fmt: skip

_ES_DETERMINERS = (
    "el la los las un una unos unas mi mis tu tus su sus este esta estos estas ese esa algún alguna cada otro otra"
)
_ES_VERBS = (
    "comprar vender limpiar lavar usar escribir leer mandar llamar traer explicar describir construir arreglar cocinar hervir "
    "llevar elegir cambiar parar abrir cerrar aprender recordar quitar añadir deletrear traducir calcular comparar tocar pagar "
    "guardar evitar plantar cortar pintar medir reservar cancelar quiero necesito busco significa cuesta tiene inventó "
    "dije digo dijo dice dicen compré compró encontré encontró vi perdí quiere quieren necesita necesitan prefiero prefiere odio mide "
    "pesa contiene incluye parece creo cree pienso piensa espero sirve sacar preparar recoger pedir enviar encender apagar "
    "descubrió escribió ganó intentando tratando queriendo haga llame hacer tener encontrar poner dar decir saber regar ver"
)
_ES_COMMANDS = (
    "dime pon ponme abre cierra cuenta di repite recuérdame añade lee léeme baja sube despiértame pasa haz borra enséñame busca búscame "
    "dame quita apaga enciende para sigue cuéntame manda mándale envía envíale llama escribe apunta avísame cancela guarda muestra "
    "muéstrame reproduce pausa traduce calcula explica explícame recomiéndame deletrea cambia elimina crea silencia reinicia bloquea "
    "poneme decime contame recordame anota salta vuelve mira consulta comprueba averigua"
)
"""Verbs that begin a command."""
_ES_WISH = "(?:me gustaría|quiero|quisiera) (?:escuchar|oír|ver)"
_ES_CONJUNCTIONS = (
    # "Cuando sale el tren" is a question that a recogniser wrote without its accent.
    r"si|cuando(?! (?:es|son|fue|era|será|salen?|llegan?|empieza|termina|abren?|cierran?|se|hay|nació|murió)\b)|mientras|aunque|apenas|"
    r"en cuanto|cada vez que|siempre que|por si|para cuando|como (?:no|decía|dice|dicen|dije|sabes)|"
    r"(?:antes|después|luego|hasta|ya|puesto|dado|salvo|sin|para|supongamos|supón|imagina|imagínate|digamos|suponiendo|en caso|con tal|"
    r"a menos)(?: de)? que"
)
_ES_PREPOSITIONS = r"(?:antes|después|en vez|en lugar|aparte|además|a pesar) del?|según|al \w+[aei]r|nada más(?= \w+[aei]r\b)|entre(?=.* y )"
_ES_NUMBERS = (
    "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince veinte veinticinco treinta cuarenta cincuenta "
    "sesenta cien"
)
_ES_DAYS = (
    "para el la de por este esta mañana hoy tarde noche mediodía próximo lunes martes miércoles jueves viernes sábado domingo día "
    "pasado semana que viene"
)
_ES_SPELT = "(?:teléfono|número|correo|contraseña|clave|código|pin|matrícula)"
"""What is spelt, or told digit by digit."""

SPANISH = Rules(
    dangling=_words(
        "y e o u pero porque cuando mientras aunque que quien cuyo como el los las un una unos unas mi mis tu tus su sus "
        "nuestro nuestra a de en con por para sin sobre entre hasta desde hacia del al es son era eran fue ser estar he "
        "has ha hemos han había muy eh em pues me te se le nos les la lo este esta ese esa qué cuál cómo dónde cuándo "
        "si ni más menos tan cada otro otra algún alguna algunos algunas ningún ninguna está están hay podrías puedes "
        "puede podría quiere sea esto según durante contra bajo ante tras cuánto cuánta cuántos cuántas cuanto cuantos "
        "cuantas unas qué's todo todos toda todas ambos va van voy vamos puedo podemos pueden debo debe debería deberías "
        "deberíamos suele suelen siempre nunca casi quizás pueda puedas puedan podamos deba deban haya hayan falten queden varios varias "
        "cualquier aquel aquella aquellos aquellas cuya cuyos cuyas nuestros nuestras mediante excepto incluso dr sr sra don "
        "doña"
    ),
    never_last=re.compile(
        rf"\b{_any('y e o u pero porque cuando mientras aunque que como el la los las un una unos unas mi mis tu tus su sus')}$|"
        rf"\b{_any('nuestro nuestra a de en con por para sin sobre entre hasta desde hacia del al muy eh em me te se le nos les lo')}$|"
        r"\b(?:si|cada|puedes|podrías|puede|podría|sabes|(?:podrías|puedes) decirme|me gustaría(?: saber)?)$"
    ),
    begun=re.compile(r"(?!)"),  # none measured: Whisper's marks of Spanish halves follow other words
    # "dime más", "eso es todo", "ya está", "como siempre", and an answer of one word.
    stranded=re.compile(
        r"^(?:nunca|todos|todas|ambos|ambas|ninguno|ninguna)$|\b(?:casi nunca|(?:como|para) siempre)$|\bmás bajo$|"
        r"\b(?:nada|vez|quiero|dime|decime|cuéntame|contame|explícame|sube|baja) más$|"
        r"\b(?:eso es|por|del|dime|decime|cuéntame|contame|cuéntamelo) todo$|\b(?:refería|refiero) (?:al?|a l[ao]s?) otr[oa]s?$|\b(?:así es|lo es|ya está|ya voy|me voy|qué horas son)$"
    ),
    subordinate=re.compile(
        r"^(?:(?:y|pero|bueno|pues|oye|vale|entonces|eh|este|a ver),? )*"
        r"(?!\w+ (?:puedes|quieres|gustas|hace falta|es posible|no|claro|por favor|gracias|quiero|señor|eso es|exacto|vale|está bien)$)"
        rf"(?:{_ES_CONJUNCTIONS}|{_ES_PREPOSITIONS}) \w+"
    ),
    main=re.compile(
        rf"{_behind_none_of('me se te le lo la no el mi un una')}\b{_any(_ES_COMMANDS.replace(' para ', ' '))}\b|\b(?:{_any('qué quién dónde cuándo cómo cuál cuánto cuánta cuántos cuántas')}|"
        r"por qué|entonces|puedes|podrías|quiero|quisiera|necesito|tengo que|debo|me (?:gustaría|puedes|podrías)|prefiero|vamos a|voy a)\b"
    ),
    begun_with=(
        re.compile(
            r"\b(?:añade|agrega|compra|comprar|necesito|apunta|anota|trae|invita) (?:\w+ ){0,3}[^\W\d]+(?:, (?:\w+ )?[^\W\d]+)*"
            r", (?!(?:no|ni|y|e|o|por|gracias|ahora|hoy|mañana|también|vale|sarai|que|anda|venga)\b)(?:\w+ )?[^\W\d]+$"
        ),
        re.compile(
            rf"^(?:por favor,? )?(?:recuérdame|recordame)(?: {_any(_ES_DAYS + ' a las y media cuarto menos ' + _ES_NUMBERS)}| \d+)*$"
        ),
        re.compile(
            r"^(?:por favor,? )?(?:despiértame|despertame|avísame|avisame|(?:pon|ponme|poneme|crea|añade) (?:un|una|otro|otra) "
            rf"(?:temporizador|alarma|recordatorio))(?: {_any(_ES_DAYS)})*$"
        ),
        re.compile(
            rf"^cu[aá]nt[oa]s? (?:es|son) (?:{_any(_ES_NUMBERS)}|\d[\d.]*)(?: (?!por|al|\d)\w+)?$|\bdividido$|"
            rf"\b(?:en|dame|dime|ponme|nombra|añade|compra|necesito) (?:{_any(_ES_NUMBERS)}|\d\d?)$"
        ),
        re.compile(
            rf"^(?!qué|cuál|que|cual|cuánt|de quién).*\b{_ES_SPELT}\b(?: \w+)* es (?!\d{{4}})(?:\w+|\d+(?:,? \d{{1,3}})*)$|"
            rf"\b{_ES_SPELT}\b.* (?:punto|arroba|gui[oó]n|barra)$"
        ),
        re.compile(r"^(?!c[oó]mo\b).*\bse llaman?$"),
        re.compile(
            r"\w,? (?:no espera|no perdón|mejor dicho|o sea|es decir|quiero decir|déjame (?:pensar|ver))$|"
            r"\bprimero\b.*\b(?:luego|después)$|\b(?:estimad|querid)[oa]s? \w+$|^no (?:el|la|los|las|lo) (?:de|que)\b[^,]*$"
        ),
        re.compile(
            r"^(?:explícame|dime|cuéntame|enséñame|(?:me gustaría|quiero|quisiera) saber|sabes), "
            r"(?!.*(?:qué|quién|dónde|cuándo|cómo|cuál|cuánt|\bhay\b|\bpuedes\b))[^,]+$"
        ),
        re.compile(r"^(?:(?:bueno|pues|y|entonces),? )+(?:ahora|hoy|mañana|ayer)$"),
    ),
    open=(
        re.compile(rf"\b{_any(_ES_DETERMINERS)} (?:mejor|peor|primer|primera|segundo|segunda|tercer|último|última|próximo|"
                   r"próxima|mismo|misma|otro|otra|nuevo|nueva|gran|viejo|vieja|buen|buena|pequeño|pequeña|único|única)$"),
        re.compile(rf"\b(?:cuál|cual|qué) es {_any(_ES_DETERMINERS)} \w+$"),
        re.compile(r"\bcu[aá]nt[oa]s?(?: \w+)?$"),
        re.compile(r"(?<!\bmi )(?<!\btu )(?<!\bsu )\b(?:capital|nombre|color|contrario|(?<!una )moneda|diferencia|población|precio|manera|forma|palabra|tipo|"
                   r"autor|distancia|significado|número|altura|edad|tamaño|algo|clase)$"),
        re.compile(r"\bentre (?!.*\by\b).*$"),
        re.compile(r"\b(?:dime|ponme|cuéntame|recuérdame|decime|contame|poneme|recordame|enséñame|explícame|léeme|dame|sabes|podrías decirme|puedes decirme|"
                   r"me gustaría saber|me gustaría|quisiera|quisiera saber|qué pasaría|qué pasa|creo|es verdad|es posible|"
                   r"por favor dime|se dice|por qué)$"),
        re.compile(rf"\w \b(?:si|cuándo|cómo|dónde|porque|que|cuando|por qué) {_any(_ES_DETERMINERS)}(?: \w+){{1,2}}$"),
        re.compile(rf"^(?:por qué|cómo|dónde|cuándo) {_any(_ES_DETERMINERS + ' algunos algunas')} \w+$"),
        re.compile(r"^quién (?:fue|es|era) (?:el|la) \w+$"),
        re.compile(r"\bse tarda$"),
        re.compile(r"^(?:yo|mi|mis|el|la|estoy|estaba|quería|he|me) .*\b(?:intentando|pensando|quería|acabo|suelo|decidí|trato|contó|preguntó)$"),
        re.compile(r"^qué (?:significa|quiere decir)$"),
    ),
    wants_object=_words(_ES_VERBS),
    object_asked=re.compile(r"^(?:qué|cuál|quién)\b(?! \w+ (?:la|el) \w+ (?:manera|forma))"),
    doubtful=(
        re.compile(
            rf"^(?!{_ES_WISH}\b)(?:yo|mi|mis|ayer|hoy|nosotros|tengo|quiero|necesito|busco|estoy|me|el|la|los|las|hay)\b"
        ),
        re.compile(r"^(?:si|cuando|mientras|porque|aunque)\b"),
        re.compile(r"^(?:es|son|está|están|va|van|puedes|podrías|debería|hay|ponme|pon|dime|dame)(?: \w+){1,3}$"),
        re.compile(r"^(?:qué|cuál|quién|dónde|cuándo|cómo) \w+ \w+(?: \w+)?$"),
        re.compile(r"\b(?:primero|primera|más \w+|último|última)$"),
        re.compile(r"\b(?:que(?! \w+[éí]$)|y|o) \w+$"),
        re.compile(rf"\b(?:de|por|unos|unas|otros|otras|estudio|necesito|quiero) {_any(_ES_NUMBERS)}$"),
    ),
    formulas=re.compile(r"^(?:hola|(?:para|basta|calla|cállate)(?: ya)?|cállate|callate|basta|silencio|espera|stop|gracias|muchas gracias|adiós|adios|chao|chau|"
                   r"hasta (?:luego|mañana|pronto)|buenas|buen día|buenos días|buenas (?:tardes|noches)|sí|si|no|vale|ok|okay|"
                   r"dale|listo|claro|claro que sí|de acuerdo|perfecto|exacto|genial|muy bien|está bien|de nada|nada|nada más|nunca|siempre|"
                   r"eso es todo|ya está|ya voy|así es|(?:cuéntame|contame|dime|decime|explícame) más|"
                   r"sí gracias|no gracias|sí por favor|sigue|continúa|seguí|ayuda|qué horas son|"
                   r"dime la hora|decime la hora|cómo está|cómo te va|cómo andas|qué puedes hacer|de dónde eres|"
                   r"repite|repite eso|repetí|me llamo \w+(?: \w+)?|mi (?!{_ES_SPELT}\b)\w+(?: \w+)? (?:es|se llama) (?!(?:un|una|el|la|los|las|mi|tu|su)\b)\w+|qué hora es|"
                   r"pausa|(?:deja|para)(?: ya)? de \w+[aei]r|\w*[áéí]\w*l[oa]s?|"
                   r"qué día es|cómo te llamas|quién eres|cómo estás|qué tal|cuéntame un chiste|qué tiempo hace)$"),
    closed=(
        re.compile(r"^(?:pon|ponme|pasa|salta|vuelve|reproduce)(?: a)? (?:la|el|lo) (?:siguiente|anterior)$"),
        re.compile(r"^(?:haz|hazl[oa]|pon|ponl[oa]|habla|sube|baja)\b.* más (?:alto|bajo|rápido|despacio|lento|fuerte|claro|grande|pequeñ[oa]|cort[oa]|larg[oa]|simple|sencill[oa]|oscur[oa])$"),
        re.compile(rf"\b(?:a|para) las? {_any(_ES_NUMBERS)} (?:y|menos) {_any(_ES_NUMBERS + ' media cuarto')}$"),
        re.compile(r"\b(?:eso es todo(?: por (?:hoy|ahora))?|nada más|ya está) (?:muchas )?gracias$"),
        re.compile(r"\beso es todo$|\b(?:refería|refiero) (?:al?|a l[ao]s?) otr[oa]s?$"),
        re.compile(r"^(?:no )?no (?:te |lo |le |me )?(?:entiendo|entendí|entendido|sé|oigo|oí|importa|acuerdo|recuerdo)$"),
        re.compile(r"\b(?:por favor|hoy|(?<!toda la )(?<!cada )mañana|ayer|ahora|ahora mismo|otra vez|de nuevo|esta (?:noche|tarde|semana|mañana)|"
                   r"este (?:fin de semana|año|mes|verano|invierno|lunes|martes|miércoles|jueves|viernes|sábado|domingo)|"
                   r"todos los días)$"),
        re.compile(r"^(?:qué|cuál|cual|quién|dónde|cuándo) (?:es|son|era|está|fue) (?:el |la |los |las )?\w+(?: \w+)? (?:de|del|en) (?:la |el )?\w+$"),
        re.compile(r"^cu[aá]nt[oa]s \w+ (?:hay en|tiene|tienen) (?:un |una |el |la )?\w+$"),
    ),
    sentence=re.compile(
        r"^(?:(?:qué|que|quién|quien|dónde|donde|cuándo|cuando|por qué|cómo|como|cuál|cual|cuánto|cuanto|cuántos|cuantos|"
        r"cuántas|cuantas|puedes|podrías|es|son|está|hay|va|debería)\b.*\w+ \w+|"
        rf"(?:{_any(_ES_COMMANDS.replace(' para ', ' ') + ' mejor')}|para(?= (?:el|la|los|las|ya|eso|todo|de)\b)) .*\w+ .*\w+|{_ES_WISH}(?: .*)? \w+)$"
    ),
    command=re.compile(
        rf"^(?!(?:{_any(_ES_DETERMINERS)}|{_any('de a en con por para sin sobre entre hasta desde hacia durante contra según ante bajo tras y e o u que si')}|"
        rf"{_any('cuando donde como porque aunque mientras casi toda todo hace hoy no me te se le lo la nos era estaba había tenía')})\b)"
        rf"(?:(?:\w*[áéíóú]\w*|pon)(?:me|les?|l[ao]s?|nos) \w+|\w+(?:[aei]|me|les?|l[ao]s?|nos) "
        rf"(?:{_any('el la los las un una mi mis este esta esto eso ese esa algo todo al')}|a))\b .*\w$"
    ),
)  # fmt: skip
RULES = {"en": ENGLISH, "es": SPANISH}
