"""Sentences for daemon.bench.turn.pauses. A "|" marks a place where the speaker may stop."""

from __future__ import annotations

from typing import Final, Literal

Set = Literal["fresh", "known"]

FRESH: Final = {
    "en": """
what's the difference between | a latte and a | flat white
could you turn down the | radiator in the guest room
i need a recipe that uses | leftover rice
who was the prime minister | during the suez crisis
i was wondering if | you could explain how | vaccines work
start a countdown of | forty seconds for my | plank
does my laptop have | enough space for the | new update
if it rains on saturday | move the barbecue to | sunday
tell me which train | gets to leeds before noon
is it cheaper to fly to | lisbon or to | porto in may
remember that i parked | on the third floor
my knee's been hurting since | tuesday should i | put ice on it
how do you say butterfly in | hungarian
play something calm | by that pianist from iceland
why does my screen | flicker when i plug in | the second monitor
i'd like to know whether | the pharmacy on | mill lane is open
add oat milk and | cinnamon to the shopping list
how many people live in | jakarta
i can't remember the name of | the actor in | that submarine film
when you get a chance | back up my photos
is there a word for | the smell after rain
the one thing i always forget is | my gym pass so | remind me tonight
don't let anyone call me | until the meeting's over
which planet has the | most moons
let's plan a | three day hike near | inverness
did arsenal win | last night
i'm feeling a bit | overwhelmed can you | guide me through some breathing
would it be better to roast the carrots or | steam them
email my landlord that | the boiler's | leaking again
how much should i tip | a driver in new york
what happened to | the library of alexandria
can you find the | spreadsheet i was editing | yesterday afternoon
lock the back door | and close the blinds
i have to write an essay about | the water cycle | where do i start
whose birthday is it | next week
suppose i save two hundred a month | when could i afford | a used car
my daughter wants to learn | the ukulele what's a good | first song
turn the porch light | blue when the doorbell rings
are you able to | read this article | out loud
do you know if | penguins have knees
the password for the cottage wifi is | purple kettle please | save that
what time does the sun | set in tromso | in october
i think i pulled a muscle in my | lower back what stretches help
reschedule the dentist to | sometime after the | school holidays
how long do i boil | an egg if i want it | runny
show me the quickest way to | merge two columns in | excel
what's taller | the eiffel tower or | the shard
it's too bright in here | could you dim the | lamp by the sofa
there's a song that | goes under the milky way | can you play it
find out where | i can recycle | old paint
i'd rather have the news in the morning than | at lunch
please stop the | washing machine notifications
what should i pack for | a week in marrakesh
has anyone ever | swum across the atlantic
translate my last message into | polish and send it to | my aunt
cancel my alarm | for tomorrow
explain to me like i'm | five what inflation is
whenever i open the browser | it crashes what could | be wrong
the meeting with | priya got pushed to | thursday update my calendar
how far is it from | the airport to the old town
recommend me a book | about the silk road
i was thinking of | painting the hallway what colour | makes it look bigger
is ibuprofen safe to take with | antihistamines
in which year was | the berlin wall built
count backwards from twenty | in french
i need to get from | glasgow to | oban without a car
could i substitute | yoghurt for the | buttermilk in pancakes
wake me up at | quarter past six | on weekdays only
what did shakespeare mean by | the winter of our discontent
text sam that i'm running late | and to start without me
""",
    "es": """
pon a calentar el | horno a ciento ochenta | grados
cuánto tarda en llegar | el autobús al aeropuerto
me gustaría saber si | hay farmacias abiertas | esta noche
recuérdame comprar | pilas para el | mando de la tele
qué significa la palabra | efímero
tengo que entregar un | trabajo sobre la | revolución francesa por dónde empiezo
apaga las luces del | pasillo
es verdad que | los pulpos tienen | tres corazones
si mañana hace frío | enciende la calefacción | antes de las siete
quién ganó la | vuelta ciclista el año pasado
me duele la | garganta desde ayer qué | me recomiendas
no encuentro el archivo | que descargué esta mañana
cómo se dice | cuchara en | alemán
búscame un hotel | barato cerca de la | alhambra
qué sale mejor | comprar o | alquilar un piso en valencia
dile a marta que | llego un poco tarde
necesito una receta con | garbanzos y espinacas
podrías bajar | la persiana del | dormitorio
por qué se me | apaga el ordenador cuando | abro muchos programas
apunta que la clave del | trastero es | girasol verde
estaba pensando en | apuntarme a clases de cerámica | hay alguna cerca
cuántas calorías tiene | un aguacate
ponme música | de los años ochenta
a qué hora juega | el betis | el domingo
sabes si se puede | congelar la | tortilla de patatas
cancela la cita con | el fisioterapeuta
cuál de los dos móviles tiene | mejor cámara
hoy estoy un poco | triste cuéntame algo | divertido
avísame cuando falten | cinco minutos para la | reunión
en qué siglo se | construyó la mezquita de córdoba
quiero que me expliques | la diferencia entre | ser y estar
hay que pedir visado para | viajar a vietnam
mándale un correo a | mi jefe diciendo que | estoy enfermo
cuándo se puso de moda el tango | en parís
ayúdame a escribir una | carta de presentación
de quién es el cuadro de | las hilanderas
el niño tiene fiebre | cuánto paracetamol le | doy
sube un poco el volumen | de la cocina
qué te parece si | hacemos una lista de | regalos para navidad
cierra todas las pestañas | menos la del banco
cuánto son doscientos dólares en | euros
a mi hermana le encantan | las orquídeas cada cuánto | se riegan
dónde puedo aprender | lengua de signos
acuérdate de que | el perro come | a las nueve
prefiero que me leas | los titulares
se me ha olvidado | cómo se hace una | tabla dinámica
qué volcán es más alto | el teide o el | etna
lo que quiero es | dormir mejor
conecta los auriculares | al portátil
ha llegado ya | el paquete de los zapatos
""",
}
"""Sentences by an author who did not know the rules. If you change a rule because of them, move them to KNOWN and have
others written."""

KNOWN: Final = {
    "en": """
how far is it | from here to the | railway station
could you tell me | when the next | train to boston leaves
what is the best way to | clean a | wool jacket
who was the | first person to | climb mount everest
please remind me to | call my | sister after dinner
what kind of tree | grows fastest in | cold weather
is there a | pharmacy that is open | on sunday morning
how do i | say good luck in | portuguese
what was the name of that | actor who | played in the old pirate film
i need a recipe for | bread without | any sugar in it
can you explain | why the sky is | red in the evening
where did i | leave the | keys to the garage
which of these two | phones has the | better camera
how long should i | boil an egg if | i like it soft
do you know whether | the library | opens before nine
tell me something | interesting about | the city of vienna
when does the | shop on the corner | close tonight
what would happen if | the moon | disappeared
add two | cartons of milk and | some butter to my list
who won the | football match | yesterday evening
i am looking for a | quiet place to | read near the river
what is the difference between | a frog and | a toad
how much does a | ticket to the | science museum cost
will it | rain in the mountains | this weekend
how many people | live in | norway today
what should i | cook for | eight guests on friday
is it true that | cats always | land on their feet
could you | spell the word | rhythm for me
what time is it | now in | tokyo
can i | keep tomatoes in | the fridge
why do | some birds | fly south in winter
read me the | last message from | my brother
i wonder how | old the | big church on the hill is
are there any | good films | on television tonight
how would you | describe the colour blue to | someone who cannot see
what is | the population of | the whole continent of africa
give me three | ideas for a | birthday present
which bus | goes to the | airport from here
what does the | word serendipity | mean
does the | number nine tram | stop at the market
i would like to know | how a | fridge keeps things cold
how many | grams of flour are in | one cup
who wrote the | book about the | white whale
should i | water my | cactus every day
what is the | longest river in | south america
play some | quiet music for | the next hour
where can i | buy a | used bicycle around here
what is the | first thing one should do | after a burn
how can i | stop my | dog from barking at night
when was | the telephone | invented
please turn off the | lights in the kitchen and | the hall
what is the | easiest language to | learn for a child
could we | go over | yesterday's plan again
how hot does it | get in | seville in august
""",
    "es": """
cuánto tiempo | se tarda en | llegar a la estación de tren
podrías decirme | cuándo sale | el próximo autobús a granada
qué significa | la palabra | serendipia
cómo se dice | buena suerte en | portugués
quién fue el | primero en | subir al everest
recuérdame que | llame a mi | hermana después de cenar
dónde puedo | comprar una | bicicleta de segunda mano
por qué | algunos pájaros | vuelan al sur en invierno
hay alguna | farmacia que | abra el domingo
cuántos gramos de | harina caben en | una taza
qué pasaría si | la luna | desapareciera
me gustaría saber | cómo funciona | una nevera
ponme algo de | música tranquila para | estudiar
cuál es la diferencia entre | una rana y | un sapo
debería | regar el | cactus todos los días
va a | llover en la sierra | este fin de semana
""",
}
"""Sentences after which rules have been changed, because somebody looked at the rules' results on them."""
