"""Everyday facts are found by a question's words, whatever their order; what is not understood is left to the mind."""

from __future__ import annotations

import random
import re

import pytest
import yaml

from daemon.skills.computed import compare, facts
from daemon.skills.intent import Computed
from daemon.skills.match import looked_up, match
from daemon.skills.numbers import without_accents
from models.starter.corpus.grammar import Sampler
from models.starter.corpus.memory.facts import fact as drawn_fact
from models.text.language import told_language

ANSWERS = {
    "en": """
What do we hear with? = We hear with our ears.
Um, with which part of the body do people hear? = We hear with our ears.
What are ears for? = We hear with our ears.
So what grows on top of your head? = Hair grows on the head.
How many toes do people have altogether? = People have ten toes.
Which month has the fewest days? = February has the fewest days.
What colour is a ripe banana? = A banana is yellow.
What is a book usually made of? = A book is made of paper.
Who puts out fires? = Firefighters put out fires.
What do you call the person who puts out a fire? = Firefighters put out fires.
Do cows lay eggs? = No, cows don't lay eggs.
Is a whale a fish? = No, a whale is a mammal.
Is an eagle a bird? = Yes, an eagle is a bird.
Which animal lays eggs, a hen or a cow? = Eggs come from hens.
Is a carrot a fruit or a vegetable? = It is a vegetable.
What's the name for your mother's brother? = That is your uncle.
What do you call your brother's daughter? = That is your niece.
How do you say dog in Spanish? = Dog in Spanish is perro.
What season comes after winter? = Spring comes after winter.
What season comes before winter? = Autumn comes before winter.
Which is bigger, 81 or 18? = Eighty-one is bigger than eighteen.
What's smaller, an elephant or a mouse? = A mouse is smaller than an elephant.
Is a mouse bigger than an elephant? = No, an elephant is bigger than a mouse.
Which is faster, a plane or a car? = A plane is faster than a car.
I had 6 balloons and 2 popped. How many have I got left? = Six minus two is four.
If I have three apples and buy 4 more, how many do I have? = Three plus four is seven.
There are 4 boxes with 5 eggs each. How many eggs are there? = Four times five is twenty.
If I share twelve sweets among four children, how many does each get? = Twelve divided by four is three.
What comes after 39? = Forty comes after thirty-nine.
Which number comes before 20? = Nineteen comes before twenty.
If today is Saturday, what's tomorrow? = Sunday.
If yesterday was Monday, what day is it today? = Tuesday.
Which day comes between Monday and Wednesday? = Tuesday.
What number is between 5 and 7? = Six.
How many fingers are there on one hand, counting the thumb? = There are five fingers on a hand.
What do they make windowpanes out of? = Windows are made of glass.
What do you hold over your head when it's raining? = An umbrella keeps you dry in the rain.
What do you use to sweep up the crumbs on the floor? = You sweep the floor with a broom.
Which slow animal hides in its own shell? = A turtle or a snail hides in its shell.
My kid needs the capital of Greece for homework. = The capital of Greece is Athens.
I had two apples and my mom gave me eight more. How many is that altogether? = Two plus eight is ten.
I'm really happy today, I got the job! = Congratulations, you have earned it.
I didn't get the job. = I'm sorry. Next time it will go better.
My hamster died this morning. = I'm so sorry for your loss.
What a lovely day! = Yes, enjoy this lovely day.
I'm absolutely knackered. = You must be tired. Have a good rest.
Do you speak Spanish? = Yes, I speak English and Spanish.
You're pretty clever, you know that? = Thank you, that's kind of you.
""",
    "es": """
¿Con qué parte del cuerpo oímos? = Las orejas, los oídos, sirven para oír.
¿Para qué sirven los pulmones? = Los pulmones sirven para respirar.
¿Qué animal da saltos y tiene las orejas largas? = El conejo tiene las orejas largas y da saltos.
¿Cuántos ojos tenemos las personas? = Las personas tienen dos.
¿Qué te pones en la cabeza para el sol? = El sombrero o la gorra se pone en la cabeza.
¿De qué están hechas las ruedas de los coches? = Es de goma, de caucho.
¿Cuántas estaciones tiene el año? = Hay cuatro estaciones en el año.
¿Las gallinas ponen huevos? = Sí, las gallinas ponen huevos.
¿La sal es dulce o salada? = La sal es salada.
¿La ballena es un pez? = No, la ballena es un mamífero.
¿Cómo se llama la madre de mi padre? = Es tu abuela.
¿Qué es para mí el hermano de mi madre? = Es tu tío.
¿Cómo se dice perro en inglés? = Perro en inglés es dog.
¿Qué es más, 45 o 54? = Cincuenta y cuatro es más que cuarenta y cinco.
¿Qué pesa más, una pluma o una piedra? = La piedra pesa más que la pluma.
¿Qué es más rápido, una tortuga o un avión? = El avión es más rápido que la tortuga.
¿Es más grande un gato que un caballo? = No, el caballo es más grande que el gato.
Tengo cinco manzanas y me como una. ¿Cuántas me quedan? = Cinco menos uno son cuatro.
Si a 15 le quito 6, ¿cuánto queda? = Quince menos seis son nueve.
Tenía 3 coches y me regalan 4, ¿cuántos tengo? = Tres más cuatro son siete.
¿Qué número va antes del 20? = Diecinueve va antes de veinte.
Si hoy es domingo, ¿qué día fue ayer? = Sábado.
¿Qué mes está entre marzo y mayo? = Abril.
¿Dónde se guarda la comida para que esté fría? = La nevera mantiene fría la comida.
¿Qué uso para secarme cuando salgo de la ducha? = La toalla sirve para secarse.
¿Y la capital de Colombia? = La capital de Colombia es Bogotá.
Hoy he ganado al pádel. = Enhorabuena, te lo has ganado.
¡Qué día tan bonito! = Sí, disfruta de este día tan bonito.
Vengo agotada del hospital. = Debes de estar muy cansada. Descansa bien.
No he dormido nada. = Lo siento. Espero que esta noche duermas mejor.
Eres un encanto, ¿sabes? = Gracias, qué amable.
""",
}
TALK = {
    "en": "What does my cat eat? | What colour is my car? | Do you hear me? | Who sings this? | What's in my "
    "bag? | I hear with my ears. | My cat eats fish. What does my cat eat? | What is the biggest problem "
    "of bees? | Are you a bird? | What animal are you? | The dog of my neighbour barks. | What do doctors "
    "in France earn? | Is it colder than yesterday? | Which is better, tea or coffee? | Where is my "
    "umbrella? | How do you make an omelette? | What colour should I paint the door? | I had two sisters "
    "and three brothers. | How many people live in 2 or 3 houses? | Is my dog sick? | What did I eat for breakfast? | "
    "What's the name of Anna's bird? | Why am I so tired? | I'm not tired. | My favourite colour is blue. | "
    "I'm sad, please call my mother.",
    "es": "¿Qué come mi gato? | ¿De qué color es mi coche? | ¿Me oyes? | ¿Quién canta esto? | Mi gato nada muy "
    "bien. | El perro de mi vecino ladra. | No me gusta el fuego. | El cielo está azul hoy. | ¿Eres un "
    "pájaro? | ¿Dónde está mi paraguas? | ¿Cómo se hace una tortilla de patatas? | ¿Qué es mejor, el té o "
    "el café? | ¿Cuánto gana un médico? | ¿De qué color pinto la puerta? | Ayer compré tres manzanas y "
    "dos peras.",
}


def _lines() -> list[tuple[str, str]]:
    return [(language, line) for language, lines in ANSWERS.items() for line in lines.strip().splitlines()]


@pytest.mark.parametrize(("language", "line"), _lines())
def test_answers(language: str, line: str) -> None:
    question, answer = line.rsplit(" = ", 1)
    assert looked_up(question) == answer
    skill = match(question, language)
    assert skill is None or skill == Computed(answer)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Could you tell me a little story about a cat?", ("about a cat.", " the cat ")),
        ("Tell us a story about my dog.", ("about your dog.", " your dog")),
        ("Cuéntame un cuento de una princesa.", ("sobre una princesa.", " a la princesa ")),
        ("¿Me cuentas un cuento de un león?", ("sobre un león.", " al león")),
        ("Cuéntame un cuento del lobo.", ("sobre el lobo.", " al lobo")),
    ],
)
def test_a_story_holds_the_thing_that_was_asked_for(text: str, held: tuple[str, ...]) -> None:
    assert match(text, "") is None
    story = looked_up(text)
    assert story is not None
    assert all(words in story for words in held), story


@pytest.mark.parametrize("text", ["Tell me a story.", "Cuéntame un cuento.", "Tell me about cats."])
def test_a_story_about_nothing_is_left_to_the_mind(text: str) -> None:
    assert looked_up(text) is None


@pytest.mark.parametrize(
    "text", ["What do bees make?", "Which is faster, a plane or a car?", "¿De qué color es la nieve?"]
)
def test_an_everyday_fact_is_no_skill(text: str) -> None:
    """A mind that knows more words it better."""
    assert match(text, "") is None
    assert looked_up(text)


@pytest.mark.parametrize(
    ("language", "text"), [(language, text.strip()) for language, texts in TALK.items() for text in texts.split("|")]
)
def test_what_is_no_such_question_is_left_to_the_mind(language: str, text: str) -> None:
    assert not isinstance(match(text, language), Computed)
    assert looked_up(text) is None


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_the_user_told_is_asked_back_of_the_mind(language: str) -> None:
    rng = random.Random(language)
    fitting = {key.answer for key in facts._book(language).keys if key.opening == "remark"}
    for _ in range(400):
        told = drawn_fact(Sampler(rng, language))
        assert looked_up(told.ask().user) is None, told
        assert looked_up(told.tell.user) in {None, *fitting}, told


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_key_finds_a_fact_by_its_own_words_in_any_order_and_by_no_more(language: str) -> None:
    begin = {
        "question": {"en": "what", "es": "qué"},
        "truth": {"en": "is", "es": "el"},
        "remark": {"en": "i", "es": "hoy"},
        "speaks": {"en": "do you speak", "es": "hablas"},
        "denied": {"en": "i not", "es": "no"},
        "compliment": {"en": "you are", "es": "eres"},
    }
    book = facts._book(language)
    for key in book.keys:
        words = [min(group.whole) if group.whole else f"{min(group.begun)}x" for group in key.groups]
        for order in (words, words[::-1]):
            asked = without_accents(" ".join((begin[key.opening][language], *order)))
            assert facts.fact(asked, language), asked
            if not key.beside.holds("zzyzx"):
                assert facts.fact(f"{asked} zzyzx zyzzx zxzyx", language) != key.answer, asked


@pytest.mark.parametrize("language", ["en", "es"])
def test_answers_are_sentences_of_the_language(language: str) -> None:
    for answer in {key.answer for key in facts._book(language).keys}:
        assert re.fullmatch(r"[^{}\[\]|]+\.", answer), answer
        if " in Spanish is " not in answer and " in English is " not in answer and "inglés es" not in answer:
            assert told_language(answer) in (language, ""), answer


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_files_keep_their_form(language: str) -> None:
    read = yaml.safe_load((facts._FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    names = set(read["rules"])
    for section in read["facts"]:
        keys = " ".join(key for keys in section["answers"].values() for key in keys)
        assert set(re.findall(r"<(\w+)>", keys)) <= names
        assert keys.count("[") == keys.count("]")
        assert section.get("opening", "question") in read["openings"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_things_are_compared_in_their_order(language: str) -> None:
    joint = {"en": "which is {} {} or {}", "es": "que es {} {} o {}"}[language]
    ways = ("bigger", "faster", "heavier", "smaller", "mas grande", "mas rapido", "mas pequeno")
    for scale in compare._scales(language)[1]:
        for way, sign in scale.ways.items():
            if not scale.said or way not in ways:
                continue
            least, most = (without_accents(name) for name in (scale.said[0], scale.said[-1]))
            answer = compare.compared(joint.format(way, least, most), language)
            assert answer is not None, (way, least, most)
            assert without_accents(answer).lower().startswith(most if sign > 0 else least), answer
