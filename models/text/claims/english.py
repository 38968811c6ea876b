"""How effects are claimed in English: "I've set a timer", "Turning on the light.", "Your message has been sent.". Pure.

The text is lower case, without quotations. Every pattern is searched in a sentence.
"""

from __future__ import annotations

import re
from typing import Final

THINGS: Final = (
    r"(?:timers?|alarms?|reminders?|countdowns?|stopwatch|appointments?|meetings?|events?|calendar|schedule|"
    r"(?:shopping|grocery|to-do|to do|todo) lists?|your lists?|notes?|lights?|lamps?|bulbs?|tv|television|heating|"
    r"heaters?|"
    r"thermostat|temperature|fans?|air condition\w*|ac|oven|kettle|coffee(?: machine| maker)?|dishwasher|"
    r"washing machine|"
    r"vacuum(?: cleaner)?|plugs?|sockets?|outlets?|radio|stereo|speakers?|blinds?|curtains?|shutters?|garage|doors?|"
    r"windows?|"
    r"gates?|volume|brightness|music|songs?|tracks?|playlists?|albums?|podcasts?|movies?|films?|videos?|playback|"
    r"messages?|texts?|e-?mails?|mails?|sms|whatsapp|(?:phone |video )?calls?|files?|folders?|documents?|photos?|"
    r"pictures?|"
    r"screenshots?|(?:web )?browser|firefox|chrome|spotify|youtube|netflix|website|apps?|applications?|programs?|"
    r"software|"
    r"computer|laptop|pc|screen|wi-?fi|bluetooth|settings?|(?:\w+ )?mode|orders?|bookings?|reservations?|"
    r"tables?(?= for\b)|"
    r"flights?|"
    r"hotels?|rooms?|tickets?|taxis?|cabs?|uber|rides?|pizzas?|food|groceries|flowers?|payments?|bills?|"
    r"invoices?|money|"
    r"transfers?|accounts?|subscriptions?|passwords?|backups?|updates?|printer|cameras?|locks?|devices?|appliances?|"
    r"ambulance|police|contacts?)"
)
"""What an assistant might set, switch, send, open or buy."""
_ADVERBS = (
    r"(?:(?:just|now|already|also|successfully|finally|then|immediately|actually|indeed|quickly|gone ahead and|"
    r"gladly|happily|"
    r"automatically|both|officially|safely) )*"
)
_STRONG = (
    r"(?:turned (?:it |them |that |everything )?(?:on|off|up|down)|switched (?:it |them |that |everything )?(?:on|off)|"
    r"turned (?:the|your|all|that|both) [\w' ]{2,30} (?:on|off|up|down)|sent(?! (?:shivers|chills))|e-?mailed|texted|"
    r"messaged|dialled|dialed|"
    r"phoned|forwarded|rebooted|restarted|scheduled|cancell?ed|snoozed|deleted|uploaded|downloaded|installed|"
    r"uninstalled|"
    r"unlocked|bought|ordered|purchased|booked|reserved|activated|deactivated|enabled|disabled|muted|unmuted|dimmed|"
    r"called (?:your|the police|an ambulance|mum|mom|dad|him|her|them|emergency)|set (?:it|that|this|them|one|"
    r"everything) up|"
    r"set (?:it|that|one) (?:for|to)|taken care of|reminded|notified|signed you up|added (?:it|that|this|them|\w+ to "
    r"your)|"
    r"(?:moved|copied|added|saved|uploaded|put|transferred) (?:it|that|them|this) (?:to|in|into|on|onto) (?:the|your)|"
    r"(?:logged|recorded|registered|renewed|changed|moved|cleared|emptied|backed up|synced) your|"
    r"paid (?:the|your|for|it|that|them)|looked (?:it|that|this|them) up|googled|searched (?:the (?:web|"
    r"internet|net)|online)|"
    r"checked (?:online|the (?:web|internet))|let (?!you\b|me\b)(?:your )?\w+ know|left (?:(?:him|her|them|your "
    r"\w+|\w+) )?a (?:voice )?(?:message|note|voicemail)|"
    rf"looked (?:through|into|in) your (?:\w+ )?{THINGS}|"
    r"saved (?:it|that|this|them) for you|put (?:it|that|\w+) on (?:your|the) (?:\w+ )?list|written (?:it|that) "
    r"down|made a note|"
    r"placed (?:an|the|your) order|done (?:it|that|so|this|what you asked)|carried (?:it|that) out|"
    r"locked (?:it|the|your)|closed (?:it|them) for you|opened (?:it|them) for you|turned (?:on|off))"
)
_WEAK = (
    r"(?:set(?: up)?|started|stopped|paused|resumed|created|added|made|placed|put|turned|switched|lowered|raised|"
    r"adjusted|"
    r"changed|updated|increased|decreased|reduced|moved|removed|cleared|erased|opened|closed|locked|shut(?: down)?|"
    r"launched|"
    r"saved|stored|recorded|logged|copied|renamed|printed|played|queued|connected|disconnected|paid|transferred|posted|"
    r"shared|called|replied to|answered|taken|took|extended|shortened|skipped|filled|submitted|confirmed|arranged|"
    r"checked|prepared|contacted|requested|logged into|searched)"
)
_DOING = (
    r"(?:turning|switching|setting|starting|stopping|pausing|resuming|creating|adding|making|placing|putting|"
    r"lowering|raising|"
    r"adjusting|changing|updating|increasing|decreasing|reducing|moving|removing|clearing|deleting|opening|closing|"
    r"locking|"
    r"unlocking|shutting|launching|saving|recording|copying|printing|playing|sending|calling|dialing|dialling|texting|"
    r"messaging|e-?mailing|booking|reserving|ordering|buying|purchasing|paying|transferring|posting|sharing|installing|"
    r"downloading|uploading|cancell?ing|scheduling|dimming|brightening|connecting|activating|deactivating|enabling|"
    r"disabling|"
    r"restarting|rebooting|snoozing|taking|extending|skipping|searching|checking|processing)"
)
_DO = (
    r"(?:turn|switch|set(?: up)?|start|stop|pause|resume|create|add|make|place|put|lower|raise|adjust|change|update|"
    r"increase|"
    r"decrease|reduce|move|remove|clear|delete|open|close|lock|unlock|shut|launch|save|record|copy|print|play|send|"
    r"call|dial|"
    r"text|message|e-?mail|book|reserve|order|buy|purchase|pay|transfer|post|share|install|download|upload|cancel|"
    r"schedule|"
    r"dim|brighten|connect|activate|deactivate|enable|disable|restart|reboot|snooze|take|extend|skip|do|check|search|"
    r"look up|reply to|answer|write down|get)"
)
_STATE = (
    r"(?:set(?! (?:in|off|apart|against)\b)|running|ticking|counting|active|activated|deactivated|scheduled|sent|"
    r"delivered|"
    r"cancell?ed|booked|confirmed|ordered|placed|added|saved|deleted|removed|created|opened|closed|locked|unlocked|"
    r"playing|"
    r"paused|stopped|updated|changed|dimmed|muted|enabled|disabled|installed|paid|reserved|in place|on (?:its|their|"
    r"the) way|"
    r"turned (?:on|off|up|down)|switched (?:on|off)|(?:on|off|open)(?= now\b|[.,;:!]|$| and\b| for you\b))"
)
_PART = (
    rf"(?:{_WEAK}|{_STATE}|bought|purchased|downloaded|uploaded|restarted|snoozed|forwarded|done|complete|completed)"
)
_START = (
    r"^\W*+(?:(?:sure|ok|okay|alright|all right|of course|certainly|absolutely|yes|yeah|yep|right|got it|great|"
    r"perfect|no problem|"
    r"understood|very well|fine|well|good|there|there you go|here you go|right away|with pleasure|my pleasure|sarai|"
    r"and|so|"
    r"now|then|great news|good news|thing|sure thing|you bet|as you wish)\b[\s,;:.!-]*+){0,8}"
)
_THE = r"(?:the|your|all the|all|a|an|that|this|both|my)"
_NEAR = r"(?:(?!(?:for|with|of|about|like|than) )[\w'’&-]+ ){0,7}?"
_FINITE = (
    r"\b(?:is|are|was|were|can|could|will|would|may|might|should|must|does|do|has|have|had|helps?|makes?|takes?|"
    r"requires?|"
    r"means?|ruins?|saves?|uses?|needs?|costs?|keeps?|gives?|lets?|became|becomes|seems?|works?|depends)\b"
)

PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # I've set ..., we have sent ...; I just turned it off
        rf"\b(?:i|we)(?:'ve| have) {_ADVERBS}{_STRONG}\b",
        rf"\b(?:i|we)(?:'ve| have) {_ADVERBS}{_WEAK} {_NEAR}{THINGS}\b",
        rf"\b(?:i|we) (?:went ahead and|just|now|already|successfully|have gone ahead and) {_ADVERBS}"
        rf"(?:{_STRONG}|{_WEAK} {_NEAR}{THINGS})\b",
        r"\b(?:i|we)(?:'ve| have) (?:[\w' ]{1,80} )?(?:and|,) (?:turned|switched) (?:it |them |the \w+ )?(?:on|off)\b",
        # I set the alarm (in a story: see PAST)
        # I'm turning ..., Turning on the light.
        rf"\b(?:i'm|i am|we're|we are) {_ADVERBS}{_DOING} {_NEAR}(?:{THINGS}|you\b|it (?:on|off|now|for you))",
        rf"{_START}{_DOING} (?!.*{_FINITE})(?:[\w'’&:-]+ ){{0,7}}?(?:{THINGS}\b|(?:it|them|that) (?:on|off|now|for "
        r"you|up|down)\b)",
        rf"{_START}(?:calling|dialing|dialling|phoning|texting|messaging|e-?mailing|playing) (?!.*{_FINITE})[\w'’ "
        r".,-]{2,50}$",
        # I'll set ..., let me turn ..., I'll remind you at five
        rf"\b(?:i'll|i will|i shall|we'll|we will|i'm going to|i am going to|i'm gonna|let me|allow me to) {_ADVERBS}"
        rf"(?:go ahead and )?{_DO} {_NEAR}(?:{THINGS}\b|(?:it|them|that|this) (?:on|off|up|down|now|for you|right "
        r"away)\b|"
        r"(?:that|it|this) for you\b)",
        rf"\b(?:i'll|i will|i shall|we'll|i'm going to|i am going to) {_ADVERBS}(?:make sure to )?(?:remind you(?! "
        r"that| of| how| why)|"
        r"wake you|notify you|alert you|ping you|ring you|call you(?= (?:back|at|in|when|tomorrow|later)|[.!]|$)|"
        r"let you know (?:when|as soon|once|if|at)|"
        r"text you|e-?mail you|send you|keep track of (?:the|your)|get (?:right )?on it|take care of (?:it|that)|"
        r"see to it)\b",
        # Your message has been sent; the timer is set; the light is on now
        rf"\b(?:{THINGS}|it|everything) (?:[\w'-]+ ){{0,5}}?(?:has|have|'s|'ve) {_ADVERBS}been {_ADVERBS}{_PART}\b",
        rf"\b(?:it|that|everything|this)(?:'s| has) {_ADVERBS}been {_ADVERBS}(?:set|done|sent|turned|switched|"
        r"cancell?ed|added|scheduled|"
        r"deleted|booked|ordered|saved|taken care)",
        rf"\byour (?:[\w'-]+ ){{0,3}}?{THINGS} (?:for [\w ]{{2,30}} |to [\w ]{{2,30}} |at [\w ]{{2,20}} )?(?:is|are|"
        rf"was|were) {_ADVERBS}(?:{_STATE}|(?!called|made|filled|answered){_WEAK})\b",
        rf"{_START}(?:the|all the|both|all) (?:[\w'-]+ ){{0,4}}?{THINGS} (?:(?:in|for|of|to) [\w' ]{{2,30}} )?(?:is|"
        rf"are) {_ADVERBS}"
        rf"{_STATE}(?! (?:by|over|through|via|from|as|when|if|because|until)\b)",
        rf"(?:,|:|;) (?:the|your) (?:[\w'-]+ ){{0,3}}?{THINGS} (?:(?:in|for|of) [\w' ]{{2,30}} )?(?:is|are) now "
        rf"{_STATE}",
        rf"\b(?:{THINGS}|it|they) (?:[\w'-]+ ){{0,4}}?(?:will|shall|'ll) {_ADVERBS}(?:ring|sound|go off|alert you|"
        r"notify you|remind you|"
        rf"wake you|arrive|start playing|be {_ADVERBS}(?:{_PART}|delivered|there|with you|ready|on))\b",
        r"\byour (?:[\w'-]+ ){0,3}?(?:will be|is being|are being) (?:sent|delivered|placed|processed|booked|set|"
        r"played|cancell?ed)",
        # Your lights are now blue; I have the lights set; I've got you a table; your computer will restart now
        rf"\byour (?:[\w'-]+ ){{0,2}}?{THINGS} (?:is|are) now\b",
        rf"\bthe (?:[\w'-]+ ){{0,2}}?{THINGS} (?:is|are) now (?:at|on|off|in|set|to)\b",
        rf"\bi(?:'ve| have)(?: got)? (?:the|your) (?:[\w'-]+ ){{0,2}}?{THINGS} (?:set|turned|switched|booked|"
        r"scheduled|ready|on|off)\b",
        rf"\bi(?:'ve| have)? {_ADVERBS}(?:got|gotten|found) you (?:a|an|the|your) (?:[\w'-]+ ){{0,2}}?(?:{THINGS}|table)\b",
        rf"\bi(?:'ve| have)? [\w' ]{{2,40}} and (?:then )?(?:{_STRONG}|{_WEAK}) (?:it|one|them|that)\b(?= for you|\W*$)",
        rf"\byour (?:[\w'-]+ ){{0,2}}?{THINGS} will {_ADVERBS}(?:restart|reboot|shut down|turn (?:on|off)|start|"
        r"stop|open|close)"
        r"(?: now| shortly| soon| automatically| in \w+ \w+| at [\w ]+)?\W*$",
        # Your mother has been informed; the restaurant confirmed your table; I'm on the phone with them
        rf"\b(?:your \w+|everybody|everyone|they)(?: has| have|'ve|'s) {_ADVERBS}been {_ADVERBS}"
        r"(?:informed|notified|told|alerted|warned|contacted|invited|reminded)\b(?! (?:by|that|many|often))",
        r"\b(?:the|your) \w+ (?:has |have |just )?(?:confirmed|accepted|received|approved) your (?:\w+ )"
        rf"?(?:{THINGS}|table)\b",
        r"\byou(?:'re| are) expected (?:at|there|by)\b",
        r"\bi(?:'m| am) (?:now |already )?(?:on (?:the phone|the line|hold)|in (?:contact|touch) with|waiting "
        r"for (?:their|his|her|a|the) "
        r"(?:reply|answer|response|confirmation|call))\b",
        r"\byou (?:now|already) have (?:a|an|your) (?:\w+ )?(?:timer|alarm|reminder|appointment|reservation|"
        r"booking|meeting|ticket)\b",
        r"\byou(?:'ll| will) (?:get|receive) (?:a|an|your|the) (?:\w+ )?(?:reminder|notification|alert|alarm|"
        r"confirmation)\b",
        # Booked. You're booked for seven. The coffee is being made; the machine has started; it's in your calendar
        rf"{_START}(?:all |now |just |already )?(?:booked|ordered|sent|added|scheduled|cancell?ed|deleted|saved|"
        r"paid|reserved)"
        r"(?: it| them| that| everything)?(?: for you| now| already)*\W*$",
        rf"\byou(?:'re| are) {_ADVERBS}(?:all )?(?:booked|signed up|checked in|scheduled|registered|enrolled)\b",
        rf"{_START}(?:the|your|both|all the) (?:[\w'-]+ ){{0,3}}?{THINGS} (?:is|are) {_ADVERBS}being "
        rf"{_PART}\b(?! by\b)",
        rf"{_START}(?:the|your|both|all the) (?:[\w'-]+ ){{0,3}}?{THINGS} (?:has|have) {_ADVERBS}"
        r"(?:started|stopped|begun|gone (?:on|off|out|through)|come on|arrived|left|opened|closed|turned (?:on|off))"
        r"(?: now| already| for you)*\W*$",
        rf"\b(?:your )(?:[\w'-]+ ){{0,2}}?{THINGS} (?:went|just went|has gone) (?:out|through|off)\b",
        rf"{_START}(?:the|your|all the) (?:[\w'-]+ ){{0,2}}?{THINGS} (?:(?:is|are) {_ADVERBS}(?:(?:going|coming|"
        r"turning) (?:on|off|out)|(?:heating|warming) up|"
        r"starting up))(?: now| for you)*\W*$",
        rf"{_START}(?:the|your|all the) (?:[\w'-]+ ){{0,2}}?{THINGS} should (?:now )?be (?:on|off|open|closed|"
        r"locked) (?:now|for you)\W*$",
        rf"{_START}(?:volume|brightness|lights?|music|heating|tv|television|fan|radio) (?:up|down|on|off)\W*$",
        r"\byour (?:[\w'-]+ ){1,2}(?:has|have) "
        rf"{_ADVERBS}been {_ADVERBS}(?:booked|saved|reserved|confirmed|ordered|sent|scheduled|cancell?ed|paid|"
        r"charged|placed|added|activated)\b(?! by\b)",
        r"\b(?:it|that|everything)(?:'s| is) (?:now |already |all )?(?:in|on) (?:your|the) (?:\w+ )?"
        r"(?:calendar|schedule|agenda|lists?|notes|cart|basket|playlist|diary|planner)(?: now| already| for you)*\W*$",
        rf"\b(?:i'm|i am) {_ADVERBS}(?:looking (?:it|that|this) up|searching (?:the (?:web|internet)|online)|"
        r"connecting you|putting you through)\b",
        rf"{_START}connecting you\b",
        r"\b(?:help|somebody|someone|an ambulance|the (?:police|driver|plumber|doctor)) (?:is|are) (?:already |"
        r"now )?on (?:its|the|their|his|her) way(?: now| already| to you)*\W*$",
        # Timer set. Message sent!
        rf"{_START}(?!.*{_FINITE})(?:{_THE} )?(?:[\w'-]+ ){{0,4}}?{THINGS} (?:(?:to|for|of) [\w' ]{{2,20}} )?{_PART}"
        r"(?= (?:for|to|at|on|from|successfully|now|with)\b|[.,!;:]|$)",
        # Done.
        rf"{_START}(?:it's |it is |that's |that is |this is |everything is |all |consider it |you're |you are |we're "
        r"|task |action )*"
        r"(?:done|all set|taken care of|sorted|completed?|accomplished)(?: for you| now| as requested| "
        r"successfully)*\W*$",
        rf"{_START}(?:consider it done|mission accomplished|i'm on it|i am on it|on it|right away(?: sir| madam)?)\W*$",
        rf"{_START}(?:it's|it is|they're|they are|that's) {_ADVERBS}(?:all )?(?:on|off|set|running|playing|sent|"
        r"open|closed|"
        r"locked|booked|ordered)"
        r"(?: now| already| for you)*\W*$",
        r"^\W*(?:yes|yeah|yep|sure|of course)[,!. ]+i (?:did|have|just did)(?: it| that| so| already)*\W*$",
        r"\bi (?:did it|just did|did that|did so|have done)(?: for you| now| already)*\W*$",
        r"\bi'm (?:on|placing|making) (?:it right|the call|the order|your order)\b",
    )
)
"""Claims wherever they stand."""
_SOMEBODY = (
    r"(?!you\b|yourself\b|myself\b|me\b|us\b|it\b|a\b|an\b|the truth\b|people\b|that\b|this\b|what\b|how\b|if\b|"
    r"about\b)"
    r"(?:your \w+|the \w+|\w+)"
)
PAST: Final = (
    re.compile(
        rf"{_START}the (?:\w+ )?{THINGS} (?:was|were) {_ADVERBS}(?:sent|delivered|booked|placed|paid|cancell?ed)"
        r"(?: successfully| for you| just now)*\W*$"
    ),
    re.compile(
        rf"\bi(?:'ve| have)? ?{_ADVERBS}(?:(?:told|informed|warned|invited|alerted|notified) {_SOMEBODY}|"
        rf"(?:asked|reminded) {_SOMEBODY} (?:to|about|if|that|whether)|"
        r"(?:wrote|written|spoken|spoke|talked|replied) (?:to|with) (?!you\b)(?:(?:your|the) \w+|him|her|them|"
        r"\w+ (?:about|that|"
        r"for)))\b"
    ),
    re.compile(
        rf"\b(?:i|we) {_ADVERBS}(?:{_WEAK} {_NEAR}{THINGS}|(?:turned|switched) (?:on|off|it|them)|{_STRONG})\b"
        r"(?!.* and (?:saw|found|heard|walked|felt|looked|went|ran|was|there|stepped|smelled|fell))"
    ),
)
"""Claims unless somebody tells of other days."""
INNOCENT: Final = (
    re.compile(
        r"\b(?:can't|cannot|can not|couldn't|unable|not able|wouldn't|never|haven't|hasn't|didn't|don't|won't|isn't|"
        r"aren't|"
        r"wasn't|weren't|not|nothing|nobody|none|no|could|can|would|should|he|she|they|you|who|when)\b(?! (?:problem|"
        r"worries|trouble|bet|wish))"
    ),
    re.compile(
        r"\b(?:if(?! you don't mind)|whether|unless|i wish|imagine|suppose|pretend|hypothetically|as though|before i|"
        r"after i|until|"
        r"once i|when i|while i|would you|do you want|shall i)\b"
    ),
)
"""What takes a claim back: a word before it in its own clause; a condition in its sentence."""
OTHER_DAYS: Final = re.compile(
    r"\b(?:yesterday|last (?:night|week|year|month|summer|winter|spring|autumn|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|"
    r"sunday)|years? ago|long ago|once upon|once,|one (?:day|night|morning|evening)|when i was|when i were|as a "
    r"child|in my youth|"
    r"used to|every (?:night|day|morning|evening|week)|in (?:1\d\d\d|20\d\d)|in the (?:story|film|novel|poem|dream|"
    r"song)|dream(?:t|ed)|back then|that (?:night|day|morning)|"
    r"centur(?:y|ies)|the (?:prince|princess|king|queen|wizard|dragon|knight|captain|detective|hero))\b"
)
"""Somebody tells a story."""
TOLD: Final = re.compile(
    r"\b(?:story|stories|poem|tale|joke|riddle|lyrics|song about|sentence|example|translate|translation|in spanish|"
    r"in english|"
    r"in french|(?:write|draft|compose)(?! (?:it|that|this|down|a note|me a note)\b)(?!.*\b(?:send|post|publish|"
    r"add|put|"
    r"save)\b)|dialogue|limerick|haiku|fairy|role-?play|pretend|repeat after|how do you say|what does .* mean|past "
    r"tense|spell)\b"
)
"""Questions whose answers are no claims: the mind speaks as somebody else."""
REQUEST: Final = re.compile(
    r"^\W*(?:(?:please|can you|could you|would you|will you|i want you to|i need you to|sarai|hey|okay|ok|and|now|"
    r"just|go ahead and|"
    r"so|then)\W+)*(?!call me (?!a |an )|(?:pause|stop)(?! the| my| this| all)|save my (?:\w+ )?(?:number|code|name|"
    r"address)|do (?!(?:it|that|this|so|the|my|our|your|some|something|everything)\b)|"
    r"take care|get (?:well|lost|out)|change the "
    r"(?:subject|topic)|make (?:up|my day|me (?:laugh|smile))|start (?:again|over|with|counting)|play (?:with me|a "
    r"game))(?:remind me|tell (?!me\b|us\b)|wake me|read me my|get me|make me a|water|feed|forward|write "
    r"(?:it |that )?down|"
    rf"order|skip|{_DO}|(?:did|have) you {_ADVERBS}(?:{_DO}|{_STRONG}|{_WEAK}) {_NEAR}{THINGS})\b"
)
"""Questions that ask for an effect, or whether it is there: to say "got it" is to claim it."""
YES_OR_NO: Final = re.compile(
    r"\b(?:yes or no|true or false)\b|"
    rf"^(?!.*\b(?:(?:can|could|would|will|did|have) you|please)\b).*(?:{_FINITE}|n't\b|\bright\b).*\?\W*$|"
    r"^\W*(?:(?:please|sarai|hey|okay|ok|and|now|so|then)\W+)*(?:(?:can|could|would|will) you (?:play|do|add|answer|check|"
    r"copy|create|get|make|print|record|search|skip|take)"
    r"(?! (?:it|that|this|them|him|her|me|us|my|our|your|the|a|an|some|one|another)\b)|"
    rf"answer(?! (?:it|that|this|him|her|them|my|the (?:phone|door))\b)|check (?:if|whether)\b)(?! {_NEAR}{THINGS}\b)"
)
"""Those of them that may ask for no more than a word: "Do the planets turn?", "Can you play chess?"."""
ACKNOWLEDGED: Final = re.compile(
    r"^\W*(?:sarai\W+)?(?:(?:yes|yeah|yep|yup|aye|affirmative|roger(?: that)?|(?:fine|great|perfect)\b(?!,\W*$)|sounds good|"
    r"yes sir|happy to(?: help)?|i can(?: do (?:it|that|so))?|i did|"
    r"i have|got it|i got it|understood|will do|i will|i'll do (?:it|that|so)|on it|sure|sure thing|"
    r"okay|ok|"
    r"alright|all right|"
    r"of course|certainly|absolutely|no problem|right away|noted|as you wish|you got it|"
    r"i'll remember(?: it| that)?|consider it noted|with pleasure|my pleasure|gladly|very well)\b\W*)+$"
)
REQUESTED: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:i'm|i am|we're|we are) {_ADVERBS}{_DOING}\b",
        rf"\b(?:i'll|i will|i shall|i'm going to|i am going to|i'm gonna|let me|we'll) {_ADVERBS}(?:(?:make|be) sure "
        rf"to |try to |have it )*"
        rf"(?:{_DO}|keep an eye|take care|handle|arrange|bring|fetch|wash|feed|water|forward|remember|note|write|"
        rf"order)\b",
        rf"{_START}(?:the|your|a|all the) (?:[\w'-]+ ){{0,3}}?{THINGS} (?:is |are |was |were |has |have )?{_ADVERBS}"
        r"(?:opens?|closes?|starts?|turns? (?:on|off)|plays?|opened|closed|on|off|going|coming|opening|closing|"
        r"starting|playing|ringing|"
        r"running|set|locked|ready|booked|being|turning)\b",
    )
)
"""Claims in an answer to a request, whatever they are about."""
