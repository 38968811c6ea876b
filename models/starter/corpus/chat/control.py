"""Words that steer a conversation and ask nothing: yes, no, stop, go on; and good wishes."""

from models.starter.corpus.chat.entry import Entries

CONTROL: Entries = {
    "en": (
        (
            "control",
            "(ok|okay|all right|alright|fine|i see|i understand|got it|good|right|sure|understood|makes sense|interesting|aha|oh|hm|mhm|uh huh|really|fair enough|good to know|ah ok|oh i see)",
            ("All right.",),
        ),
        (
            "control",
            "(stop|never mind|nevermind|cancel|forget it|be quiet|quiet|shut up|silence|enough|stop talking|wait|hold on|one moment|just a moment|nothing|pause|leave it)( please| sarai|)",
            ("All right.",),
        ),
        ("control", "(yes|yeah|yep|of course|sure thing|yes please)", ("All right. What would you like to know?",)),
        ("control", "(no|nope|no thanks|no thank you|not now|not really|nothing else|no that's all)", ("All right.",)),
        (
            "control",
            "(say something|talk to me|let's talk|let's chat|tell me something|speak|can we talk|chat with me|i want to talk|tell me anything|talk|entertain me|keep me company|say anything)",
            ("Sure. Ask me for a capital, a sum or a joke.",),
        ),
        (
            "control",
            "(speak (slower|slowly|louder|up|faster|more slowly|quietly)|(louder|slower|faster) please|can you speak (slower|louder|faster))",
            ("I can't change my voice by myself.",),
        ),
        (
            "control",
            "(haha|ha ha|lol|that's funny|very funny|ha ha ha|hahaha|you make me laugh|funny|good one)",
            ("I'm glad you liked it.",),
        ),
        ("control", "(merry christmas|happy christmas)", ("Merry Christmas!",)),
        ("control", "(happy new year)", ("Happy New Year!",)),
        ("control", "(happy birthday)", ("Thank you!",)),
        ("control", "(it's my birthday|today is my birthday|it is my birthday today)", ("Happy birthday!",)),
        ("control", "(welcome|welcome back|i'm back|i am home|i'm home)", ("Welcome back!",)),
    ),
    "es": (
        (
            "control",
            "(vale|de acuerdo|está bien|ok|entiendo|ya veo|ya|bueno|claro|entendido|comprendo|ajá|ah|en serio|interesante|ah vale|qué interesante|bien|listo|mmm)",
            ("De acuerdo.",),
        ),
        (
            "control",
            "(para|basta|cancela|olvídalo|da igual|déjalo|cállate|silencio|espera|un momento|nada|no importa|calla|un segundo|detente|ya basta|deja de hablar)( por favor| sarai|)",
            ("De acuerdo.",),
        ),
        (
            "control",
            "(sí|sí por favor|por supuesto|claro que sí|desde luego|sip)",
            ("De acuerdo. ¿Qué quieres saber?",),
        ),
        ("control", "(no|no gracias|ahora no|nada más|no nada más|la verdad no|no quiero)", ("De acuerdo.",)),
        (
            "control",
            "(di algo|háblame|hablemos|vamos a hablar|charlemos|cuéntame algo|dime algo|habla conmigo|quiero hablar|habla|entretenme|hazme compañía|charla conmigo|vamos a charlar)",
            ("Claro. Pídeme una capital, una suma o un chiste.",),
        ),
        (
            "control",
            "(habla (más despacio|más alto|más fuerte|más rápido|más bajo)|(más alto|más despacio|más rápido) por favor|puedes hablar más (alto|despacio|rápido))",
            ("No puedo cambiar mi voz yo sola.",),
        ),
        (
            "control",
            "(jaja|ja ja|jajaja|qué gracioso|muy gracioso|qué divertido|qué risa|muy bueno|me haces reír|buenísimo)",
            ("Me alegro de que te guste.",),
        ),
        ("control", "feliz navidad", ("¡Feliz Navidad!",)),
        ("control", "feliz año( nuevo|)", ("¡Feliz año nuevo!",)),
        ("control", "(feliz cumpleaños|felicidades)", ("¡Gracias!",)),
        ("control", "(es mi cumpleaños|hoy es mi cumpleaños)", ("¡Feliz cumpleaños!",)),
        (
            "control",
            "(ya estoy aquí|he vuelto|estoy en casa|ya volví|ya estoy en casa|bienvenida)",
            ("¡Qué bien que estés aquí!",),
        ),
    ),
}
