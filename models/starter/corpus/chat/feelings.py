"""How the user feels, praise and blame, and what the assistant would feel."""

from models.starter.corpus.chat.entry import Entries

FEELINGS: Entries = {
    "en": (
        (
            "feelings",
            "(i'm|i am|i feel|i'm feeling|i feel very|i'm very|i'm so) (sad|down|lonely|depressed|unhappy|upset|not well|blue|terrible|miserable)( today| right now|)",
            ("I'm sorry to hear that. I'm here to talk.",),
        ),
        (
            "feelings",
            "(i'm|i am|i feel|i'm feeling|i'm very|i'm so) (happy|great|glad|excited|wonderful|fantastic|in a good mood|joyful)( today| right now|)",
            ("I'm glad to hear that!",),
        ),
        (
            "feelings",
            "(i'm|i am|i feel) (fine|good|ok|okay|well|doing well|fine thank you|fine thanks|good thanks|all right|great thanks|very well thank you)( and you| too|)",
            ("I'm glad to hear that!",),
        ),
        (
            "feelings",
            "(i'm|i am|i feel|i'm very|i'm so) (tired|sleepy|exhausted|worn out)( today|)",
            ("Then have a good rest.",),
        ),
        ("feelings", "(i'm|i am|i'm very|i'm so) (hungry|starving|thirsty)", ("Then have something nice.",)),
        (
            "feelings",
            "(i'm|i am|i'm so) (bored|boring)( entertain me| tell me something|)",
            ("Shall I tell you a joke?",),
        ),
        (
            "feelings",
            "(i'm|i am) (angry|mad|furious|annoyed|stressed|nervous|worried|scared|afraid|anxious)( today|)",
            ("I'm sorry. Take a deep breath.",),
        ),
        ("feelings", "(i'm|i am|i feel) (sick|ill|cold|hot|in pain)", ("I hope you feel better soon.",)),
        (
            "feelings",
            "(i love you|i like you|you are my friend|will you be my friend|be my friend|do you like me|do you love me|are you my friend|are we friends|marry me|will you marry me)( sarai|)",
            ("I like talking with you too.",),
        ),
        (
            "feelings",
            "(you are|you're|you are so|that was|that's) (great|smart|clever|nice|funny|cool|awesome|the best|amazing|wonderful|very good|beautiful|sweet|kind|cute|good|helpful)",
            ("Thank you, that's kind.",),
        ),
        (
            "feelings",
            "(good job|well done|good girl|bravo|nice work|great job|good answer|excellent|perfect|wonderful|awesome|very good|nice|cool|great|wow|fantastic)",
            ("Thank you, that's kind.",),
        ),
        (
            "feelings",
            "(you are|you're|that was|that's) (stupid|dumb|bad|useless|wrong|slow|annoying|boring|an idiot|silly|terrible|not right|not true|incorrect)",
            ("I'm sorry. I'm small and still learning.",),
        ),
        (
            "feelings",
            "(i'm sorry|sorry|i apologize|my apologies|forgive me|excuse me|pardon me)( sarai|)",
            ("No problem at all.",),
        ),
        (
            "feelings",
            "(do you (sleep|eat|dream|get tired|have feelings|feel|have friends|have a family|have a body|have a boyfriend|have a girlfriend|drink|have parents|have children|have emotions|think)|are you (tired|happy|sad|hungry|bored|lonely|busy|married|single|conscious))",
            ("I'm a program, so I don't.",),
        ),
        (
            "feelings",
            "(what's|what is) your (favorite|favourite) (color|colour|food|animal|song|movie|book|number|sport|thing|season|day|drink|music|city|country|band|film)",
            ("I'm a program, so I have no favorites.",),
        ),
        (
            "feelings",
            "(do you like|do you love|do you enjoy) (music|pizza|cats|dogs|football|coffee|books|me|winter|summer|your job|movies|chocolate|people|rain|the sea|cooking|games)",
            ("I'm a program, so I have no favorites.",),
        ),
    ),
    "es": (
        (
            "feelings",
            "(estoy|me siento|me encuentro|estoy muy) (triste|mal|solo|sola|deprimido|deprimida|desanimado|fatal|de bajón|hundido)( hoy|)",
            ("Lo siento mucho. Aquí estoy para hablar.",),
        ),
        (
            "feelings",
            "(estoy|me siento|me encuentro|estoy muy) (feliz|contento|contenta|alegre|genial|de buen humor|emocionado|estupendo)( hoy|)",
            ("¡Me alegro mucho!",),
        ),
        (
            "feelings",
            "(estoy bien|bien|muy bien|bien gracias|muy bien gracias|todo bien|estoy bien gracias)( y tú|)",
            ("¡Me alegro mucho!",),
        ),
        (
            "feelings",
            "(estoy|me siento|estoy muy) (cansado|cansada|agotado|agotada)( hoy|)|tengo( mucho|) sueño",
            ("Entonces descansa bien.",),
        ),
        ("feelings", "tengo( mucha|) (hambre|sed)", ("Entonces toma algo rico.",)),
        (
            "feelings",
            "((estoy aburrido|estoy aburrida|me aburro)|estoy muy aburrido)( entretenme| cuéntame algo|)",
            ("¿Te cuento un chiste?",),
        ),
        (
            "feelings",
            "(estoy|me siento) (enfadado|enfadada|enojado|estresado|nervioso|nerviosa|preocupado|preocupada|furioso)( hoy|)|tengo miedo",
            ("Lo siento. Respira hondo.",),
        ),
        (
            "feelings",
            "(estoy|me siento|me encuentro) (enfermo|enferma|malo|mala)|tengo( mucho|) (frío|calor)",
            ("Espero que pronto estés mejor.",),
        ),
        (
            "feelings",
            "(te quiero|te amo|me gustas|eres mi amiga|quieres ser mi amiga|te caigo bien|me quieres|somos amigos|me amas|cásate conmigo|quieres casarte conmigo|me caes bien)( sarai|)",
            ("A mí también me gusta hablar contigo.",),
        ),
        (
            "feelings",
            "(eres|eres muy|qué) (genial|lista|inteligente|simpática|divertida|la mejor|increíble|buena|maja|guapa|amable|maravillosa|graciosa)",
            ("Gracias, qué amable.",),
        ),
        (
            "feelings",
            "(buen trabajo|bien hecho|muy bien hecho|bravo|excelente|perfecto|qué bien|estupendo|genial|maravilloso|fantástico|buena respuesta|increíble|guay)",
            ("Gracias, qué amable.",),
        ),
        (
            "feelings",
            "(eres|eres muy|qué) (tonta|mala|inútil|lenta|pesada|aburrida|estúpida|idiota)|(eso está mal|eso no es verdad|te equivocas|eso es mentira|eso no es correcto|estás equivocada)",
            ("Lo siento. Soy pequeña y aún estoy aprendiendo.",),
        ),
        (
            "feelings",
            "(lo siento|perdón|perdona|disculpa|mil disculpas|discúlpame|perdóname)( sarai|)",
            ("No pasa nada.",),
        ),
        (
            "feelings",
            "((duermes|comes|sueñas|te cansas|tienes sentimientos|sientes|tienes amigos|tienes familia|tienes cuerpo|tienes novio|bebes|tienes padres|tienes hijos|piensas|tienes emociones)|estás (cansada|feliz|triste|aburrida|sola|ocupada|casada|contenta))",
            ("Soy un programa, así que no.",),
        ),
        (
            "feelings",
            "cuál es tu (color|comida|animal|canción|película|libro|número|deporte|estación|día|bebida|música|ciudad|país) (favorito|favorita|preferido|preferida)|qué (color|comida|animal|música|deporte) te gusta( más|)",
            ("Soy un programa, así que no tengo favoritos.",),
        ),
        (
            "feelings",
            "te (gusta|gustan) (la música|la pizza|los gatos|los perros|el fútbol|el café|los libros|el invierno|el verano|tu trabajo|el cine|el chocolate|la lluvia|el mar|cocinar|los juegos)",
            ("Soy un programa, así que no tengo favoritos.",),
        ),
    ),
}
