"""Greetings, goodbyes and thanks."""

from models.starter.corpus.chat.entry import Entries

COURTESIES: Entries = {
    "en": (
        (
            "greeting",
            "(hello|hi|hey|hello there|hi there|hey there|hello sarai|hi sarai|hey sarai|greetings|howdy|yo|hiya|hello hello|nice to meet you|hello again|hi again)",
            ("Hello! How can I help?", "Hi there!"),
        ),
        ("greeting", "good morning( sarai| to you|)", ("Good morning!",)),
        ("greeting", "good afternoon( sarai| to you|)", ("Good afternoon!",)),
        ("greeting", "good evening( sarai| to you|)", ("Good evening!",)),
        (
            "greeting",
            "(hello|hi|hey|) (how are you|how are you doing|how's it going|how is it going|how do you do|what's up|how are things|are you ok|are you okay|how have you been|how do you feel|how are you feeling|are you well|you good|how's everything|how's your day|how was your day)( today| sarai|)",
            ("I'm fine, thank you. And you?", "I'm doing well, thanks. And you?"),
        ),
        (
            "goodbye",
            "(bye|goodbye|bye bye|see you|see you later|see you tomorrow|see you soon|farewell|talk to you later|i have to go|i'm leaving|that's all|that is all for now|i'm going|gotta go|take care|catch you later|have a nice day|have a good day|until next time|so long)( sarai| now|)",
            ("Goodbye! Talk to you soon.", "Bye! See you soon."),
        ),
        (
            "goodbye",
            "(good night|goodnight|night night|i'm going to bed|i'm going to sleep|sleep well|sweet dreams)( sarai|)",
            ("Good night, sleep well.",),
        ),
        (
            "thanks",
            "(thanks|thank you|thanks a lot|thank you very much|thank you so much|many thanks|thanks for your help|thank you for the help|that was helpful|you helped me a lot|cheers|i appreciate it|great thanks|ok thanks|perfect thank you|thanks for that|thx|much appreciated)( sarai|)",
            ("You're welcome!", "Happy to help."),
        ),
    ),
    "es": (
        (
            "greeting",
            "(hola|hola sarai|buenas|hola hola|oye sarai|qué hay|hey|saludos|hola de nuevo|hola otra vez|mucho gusto|encantado|encantada|aló|hola buenas|ey)",
            ("¡Hola! ¿En qué te ayudo?", "¡Hola!"),
        ),
        ("greeting", "(muy |)(buenos días|buen día)( sarai|)", ("¡Buenos días!",)),
        ("greeting", "(muy |)buenas tardes( sarai|)", ("¡Buenas tardes!",)),
        (
            "greeting",
            "(hola |)(cómo estás|qué tal|cómo te va|cómo andas|qué tal estás|cómo va todo|qué pasa|cómo te encuentras|cómo te sientes|todo bien|estás bien|qué onda|cómo has estado|cómo vas|qué tal tu día|cómo está|cómo está usted|qué tal todo)( hoy| sarai|)",
            ("Estoy bien, gracias. ¿Y tú?", "Muy bien, gracias. ¿Y tú?"),
        ),
        (
            "goodbye",
            "(adiós|hasta luego|hasta mañana|hasta pronto|nos vemos|chao|chau|bye|me voy|tengo que irme|eso es todo|hablamos luego|hasta la vista|cuídate|me despido|ya me voy|hasta otra|que tengas un buen día|hasta la próxima|nos vemos luego|nos vemos mañana)( sarai| ya|)",
            ("¡Adiós! Hasta pronto.", "¡Hasta luego!"),
        ),
        (
            "goodbye",
            "(buenas noches|me voy a dormir|me voy a la cama|que descanses|dulces sueños|que duermas bien)( sarai|)",
            ("Buenas noches, que descanses.",),
        ),
        (
            "thanks",
            "(gracias|muchas gracias|mil gracias|te lo agradezco|gracias por tu ayuda|gracias por todo|muchísimas gracias|me has ayudado mucho|vale gracias|perfecto gracias|gracias por la ayuda|gracias por eso|muy amable|genial gracias|ok gracias|se agradece)( sarai|)",
            ("¡De nada!", "Con mucho gusto."),
        ),
    ),
}

# Put together from parts, as people do.
COMPOSED: Entries = {
    "en": (
        (
            "thanks",
            "(ok |okay |great |perfect |oh |well |that's great |cool |all right |very good |nice |)(thanks|thank you|many thanks|thanks a lot|thank you so much|thank you very much|thanks so much|thanks very much)( sarai| for that| for your help| for telling me| for the answer| for everything| my friend| again| that's all| indeed| that was useful| you're very kind|)",
            ("You're welcome!", "Happy to help."),
        ),
        (
            "goodbye",
            "(ok |okay |well |thanks |all right |)(bye|goodbye|bye bye|see you|see you later|good night|i have to go|i'm off|i must go|talk to you later|so long|until tomorrow|see you around|take care)( sarai| for now| then| now| my friend| and thanks| tomorrow|)",
            ("Goodbye! Talk to you soon.", "Bye! See you soon."),
        ),
        (
            "greeting",
            "(hello|hi|hey|hello there|good morning|hi there)( sarai|) (how are you|how are you doing|how's it going|how are things|what's up|how do you feel|how have you been)( today| this morning| sarai|)",
            ("I'm fine, thank you. And you?", "I'm doing well, thanks. And you?"),
        ),
        (
            "greeting",
            "(hello|hi|hey|hi there|hello there|good day)( sarai| my friend| again| to you| computer| everyone| assistant|)",
            ("Hello! How can I help?", "Hi there!"),
        ),
    ),
    "es": (
        (
            "thanks",
            "(vale |ok |perfecto |genial |bueno |muy bien |ah |)(gracias|muchas gracias|mil gracias|muchísimas gracias|te lo agradezco)( sarai| por eso| por tu ayuda| por decírmelo| por la respuesta| por todo| amiga| otra vez| eso es todo| de verdad| eres muy amable|)",
            ("¡De nada!", "Con mucho gusto."),
        ),
        (
            "goodbye",
            "(vale |ok |bueno |gracias |pues |)(adiós|hasta luego|hasta mañana|nos vemos|chao|me voy|tengo que irme|hasta pronto|buenas noches|hablamos luego|hasta otra|cuídate|hasta la vista|que te vaya bien|me tengo que ir)( sarai| por ahora| entonces| ya| amiga| y gracias| mañana|)",
            ("¡Adiós! Hasta pronto.", "¡Hasta luego!"),
        ),
        (
            "greeting",
            "(hola|buenas|hey|hola hola|buenos días|buenas tardes)( sarai|) (cómo estás|qué tal|cómo te va|cómo va todo|qué tal estás|cómo andas|qué tal te va)( hoy| esta mañana| sarai|)",
            ("Estoy bien, gracias. ¿Y tú?", "Muy bien, gracias. ¿Y tú?"),
        ),
        (
            "greeting",
            "(hola|buenas|hey|ey|saludos)( sarai| amiga| de nuevo| otra vez| ordenador| a todos| asistente|)",
            ("¡Hola! ¿En qué te ayudo?", "¡Hola!"),
        ),
    ),
}
