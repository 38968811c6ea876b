"""Jokes, riddles and short stories."""

from models.starter.corpus.grammar import Sampler, Texts, Turn

JOKES = {
    "en": (
        "Why did the bicycle fall over? Because it was two tired.",
        "What do you call a fish without an eye? A fsh.",
        "Why did the cookie go to the doctor? It felt crummy.",
        "What do you call a bear with no teeth? A gummy bear.",
        "Why can't a nose be twelve inches long? Then it would be a foot.",
        "What has four wheels and flies? A garbage truck.",
    ),
    "es": (
        "¿Qué hace una abeja en el gimnasio? ¡Zumba!",
        "¿Qué le dice un pez a otro? Nada.",
        "¿Cuál es el último animal? El delfín.",
        "¿Qué le dice un semáforo a otro? No me mires, que me estoy cambiando.",
        "¿Cómo se despiden los químicos? Ácido un placer.",
        "¿Qué le dice una iguana a su hermana gemela? Somos iguanitas.",
    ),
}
_JOKE_ASK = {
    "en": (
        "(tell me|tell|can you tell me|do you know|say|i want|i want to hear|give me|another|can i hear|let's hear|how about|make me laugh with) (a|another|one more|some|any|a good|a funny) (joke|jokes)( please|)",
        "(make me laugh|joke|another joke|another one please|a joke please|be funny|say something funny|tell me something funny)",
    ),
    "es": (
        "(cuéntame|cuenta|dime|sabes|puedes contarme|quiero oír|quiero|me cuentas|échame|te sabes) (un|otro|algún) chiste( bueno| más| divertido|)( por favor|)",
        "(hazme reír|un chiste|otro chiste|un chiste por favor|dime algo gracioso|di algo divertido|cuéntame algo gracioso)",
    ),
}
_BORED: Texts = {"en": ("(i'm|i am) (bored|so bored)",), "es": ("(estoy aburrido|estoy aburrida|me aburro)",)}
_OFFER = {"en": "Shall I tell you a joke?", "es": "¿Te cuento un chiste?"}
_YES: Texts = {
    "en": ("(yes|yes please|sure|ok|okay|go ahead|yeah|please do|of course|go on)",),
    "es": ("(sí|sí por favor|claro|vale|venga|adelante|bueno|por supuesto|dale)",),
}
_NO: Texts = {
    "en": ("(no|no thanks|no thank you|not now|nope|please don't)",),
    "es": ("(no|no gracias|ahora no|mejor no|no hace falta)",),
}
_ALL_RIGHT = {"en": "All right.", "es": "De acuerdo."}
RIDDLES = {
    "en": (
        ("What has hands but cannot clap?", "A clock."),
        ("What gets wetter the more it dries?", "A towel."),
        ("What has keys but opens no door?", "A piano."),
        ("What has a neck but no head?", "A bottle."),
        ("What has one eye but cannot see?", "A needle."),
        ("What goes up but never comes down?", "Your age."),
    ),
    "es": (
        ("Oro parece, plata no es. ¿Qué es?", "El plátano."),
        ("Blanca por dentro, verde por fuera. ¿Qué es?", "La pera."),
        ("Tiene agujas y no pincha. ¿Qué es?", "El reloj."),
        ("Vuelo sin alas y lloro sin ojos. ¿Quién soy?", "La nube."),
        ("Tiene dientes y no come. ¿Qué es?", "El peine."),
        ("Cuanto más quitas, más grande es. ¿Qué es?", "El agujero."),
    ),
}
_RIDDLE_ASK = {
    "en": (
        "(tell me|ask me|do you know|give me|say|can you tell me|i want|another) (a|another|one|some) riddle( please|)",
        "(riddle|a riddle please|riddle me)",
    ),
    "es": (
        "(dime|cuéntame|sabes|hazme|di|quiero|me dices|ponme) (una|otra|alguna) adivinanza( por favor|)",
        "(una adivinanza|adivinanza|otra adivinanza)",
    ),
}
STORIES = {
    "en": (
        "Once there was a cat who was afraid of mice. One day a mouse brought her some cheese, and they became friends.",
        "A little boat wanted to see the sea. It followed the river for three days, and the sea sang it to sleep.",
        "A boy found an old key. It opened a box with a letter in it, and the letter said: well done.",
        "Once a snail and a hare ran a race. The hare fell asleep, and the snail won.",
        "A star fell into a garden. A girl gave it some water, and at night it flew home.",
        "A dog found a bone too big for him. He shared it with three others, and was never alone again.",
    ),
    "es": (
        "Había una vez una gata que tenía miedo de los ratones. Un día un ratón le llevó queso, y se hicieron amigos.",
        "Un barquito quería ver el mar. Siguió el río tres días, y el mar le cantó hasta que se durmió.",
        "Un niño encontró una llave vieja. Abrió una caja con una carta, y la carta decía: bien hecho.",
        "Un caracol y una liebre hicieron una carrera. La liebre se durmió, y ganó el caracol.",
        "Una estrella cayó en un jardín. Una niña le dio agua, y por la noche volvió volando a casa.",
        "Un perro encontró un hueso muy grande. Lo compartió con otros tres, y nunca más estuvo solo.",
    ),
}
_STORY_ASK = {
    "en": (
        "(tell me|can you tell me|could you tell me|would you tell me|do you know|i want to hear|read me|make up|please tell me|let's hear|how about) (a|another|one more|some|any|a short|a nice|a little|a very short|a funny) (story|tale|bedtime story|fairy tale)( please| for my daughter| for the children| before i sleep|)",
        "(a story please|story time|another story|tell the children a story)",
    ),
    "es": (
        "(cuéntame|me cuentas|puedes contarme|me puedes contar|podrías contarme|sabes|quiero oír|léeme|invéntate|te sabes|cuéntanos) (un|otro|algún) (cuento|cuento corto|cuento cortito|cuentecito|relato)( bonito| más| para dormir| para los niños|)( por favor|)",
        "(cuéntame|me cuentas|puedes contarme|me puedes contar|podrías contarme|sabes) (una|otra|alguna) (historia|historia corta|historieta|historia bonita)( para dormir|)( por favor|)",
        "(un cuento|otro cuento|un cuento por favor)",
    ),
}
_GIVE_UP = {
    "en": (
        "(i don't know|i give up|what is it|tell me|what's the answer|no idea|tell me the answer|what is the answer|i have no idea|you tell me)",
    ),
    "es": (
        "(no lo sé|no sé|me rindo|qué es|dímelo|cuál es la respuesta|ni idea|dime la respuesta|no tengo ni idea|cuál es|dime)",
    ),
}


def jokes(s: Sampler) -> list[Turn]:
    """A joke, asked for or offered; or a riddle and its answer."""
    if s.chance(0.35):
        question, answer = s.choice(RIDDLES[s.lang])
        return [s.turn("jokes", _RIDDLE_ASK, question), s.turn("jokes", _GIVE_UP, answer)]
    joke = s.choice(JOKES[s.lang])
    if s.chance(0.3):
        offer = s.turn("yes_no", _BORED, _OFFER[s.lang])
        if s.chance(0.6):
            return [offer, s.turn("yes_no", _YES, joke)]
        return [offer, s.turn("yes_no", _NO, _ALL_RIGHT[s.lang])]
    return [s.turn("jokes", _JOKE_ASK, joke)]


def stories(s: Sampler) -> list[Turn]:
    """A story of two or three sentences."""
    story = s.choice(STORIES[s.lang])
    return [s.turn("stories", _STORY_ASK, story)]
