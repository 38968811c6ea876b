"""Sentences for daemon.bench.turn.pauses. A "|" marks a place where the speaker may stop."""

from __future__ import annotations

from typing import Final, Literal

Set = Literal["fresh", "known"]

FRESH: Final = {
    "en": """
right i've got a casserole in so give me a shout in | twelve minutes
can you remind me to ring the | plumber on tuesday morning
if it's not raining this afternoon | remind me to hang the washing out
i was wondering whether you could | read me that last note again
what's the name of the | chap who wrote the railway children
put eggs butter and | self-raising flour on the shopping list
when i was teaching at the school in headingley | we used to have a song about the months do you know it
write down that the appointment is on the | fourteenth of march at half past nine
how long does it take to | boil an egg
the woman who lives next door to | me is called brenda make a note of that
what's 125 plus | 47
do you know if the | library is open on sundays
before you turn off the music | tell me what that song was
i'd like you to wake me up at | quarter to seven tomorrow
because my daughter's coming on friday | i need to change the beds so remind me on thursday
make a list with milk bread | tea bags and some digestives
take a note dear margaret i'm writing to | thank you for the lovely flowers
could you tell me a story about a | dragon that was scared of the dark
what i really want to know is | how many days there are until easter
is it true that cats can | see in the dark
my grandson's birthday is on the | 2nd of november
as soon as the timer goes off | start playing the radio
which is further away the moon or | the sun
play something by | vera lynn
the recipe says you need 200 grams of | sugar and two eggs
i can't remember what the | capital of hungary is
unless i tell you otherwise | keep the volume low in the evenings
turn the volume down to | thirty percent
add a meeting with mr | hargreaves on monday at two
when's the next | bank holiday
what would happen if i | put a hot dish straight in the fridge
i'm looking for the file that | i saved yesterday afternoon
if my sister doesn't come by five | i'll start on the tea so set an alarm for five
there are three things i need to do today the first is | to go to the chemist's
could you when you've got a | minute say that a bit slower
what's the difference between a | frog and a toad
how do you spell | necessary
every wednesday at ten o'clock i'd like you to | remind me about my yoga class
the telephone number is 0113 | 496 0182
do you remember the book i was | talking about last week
although i've already had my breakfast | i could fancy a bit of toast what goes well on it
who was the king who had | six wives
just open the | calculator please
tell me something nice about | hedgehogs
on the way back from the shops i saw a | heron what do they eat
say i've got 36 children and | four tables how many sit at each one
can you translate the word | butterfly into spanish
after i've finished my | tea remind me to take my tablets
i need to know what time it is in | sydney
cancel the alarm that i set for | tomorrow morning
invite jean dorothy and | keith to the reading group and make a note of it
is there any chance you could | turn the music down a touch
make a note that i lent the ladder to | geoff at number twelve
while i'm waiting for the bread to | rise play me some elgar
what do you think about people who | never say thank you
i don't know whether to | wear a coat or a cardigan what do you think
how many pints are there in a | gallon
the year i retired was 2000 and | nine how long ago is that
if you take a third of 60 and then add | 10 what do you get
rather than setting an alarm could you | just tell me when it's four o'clock
read me the bit where | she finds the key to the garden
what's a good name for a | little brown dog
so the thing is i've been trying to | find a word that rhymes with orange
delete the second item from my | shopping list
remind me in an hour and | ten minutes to take the pie out
do elephants really | never forget
i'm going to whitby with my | friend pauline on saturday put that in the calendar
whenever i ask you about the | weather just give me the short version
would you be able to explain why the | sky is blue
write this down two pounds of potatoes half a pound of | mince and an onion
start counting from | ten down to one
apart from yorkshire puddings what | else goes with roast beef
i think his name was mr something the one that | taught music in the seventies
from monday to | thursday wake me up at eight
has anybody ever told you that your | voice is lovely
let me know when it's | half past three
the opposite of generous is | what mean or selfish
whether or not the | parcel comes today remind me to ring them
find me the photographs from our | holiday in scarborough
given that i've only got two eggs and a bit of | cheese what can i make
""",
    "es": """
pon un temporizador de | veinte minutos
tengo que hablar sin falta con | la supervisora antes de las diez recuérdamelo
si el sábado no trabajo | me voy al pueblo así que apúntamelo
me puedes decir cómo se | dice farmacia en inglés
apunta en la lista leche huevos y | un kilo de tomates
cuando termine la canción | apaga el equipo de música
la paciente de la habitación 214 | tiene cita para una radiografía a las doce
quería saber si | puedes ponerme algo de serrat
cuántos gramos hay en | medio kilo
como esta semana estoy de noches | despiértame a las cuatro de la tarde
el cumpleaños de mi madre es el | 17 de octubre
cómo se llamaba el actor que | salía en farmacia de guardia
recuérdame que | compre pilas para el tensiómetro
antes de que se me olvide | apunta que mañana viene el fontanero
quiero que me despiertes a las | seis y cuarto
sabes si el | lunes que viene es festivo
escribe una nota que diga | marta te he dejado la comida en la nevera
no sé si ponerme | el abrigo o la chaqueta tú qué harías
cuánto es 340 entre | 4
la chica que entró a trabajar en | urgencias se llama lorena apúntalo
aunque ya es un poco tarde | cuéntame un cuento
dime los ingredientes que | hacen falta para un bizcocho
me gustaría que me | explicaras por qué flotan los barcos
para la cena del viernes hay que comprar | pan queso y un poco de lechazo
qué diferencia hay entre un | burro y un caballo
sube el volumen hasta | el sesenta por ciento
el número de la consulta es el 983 | 42 15 60
si te digo que tengo 15 manzanas y | me como 4 cuántas me quedan
en cuanto suene la | alarma ponme la radio
mira lo que pasa es que | no encuentro el documento de los turnos
los que vienen a comer son javier nuria y | los dos pequeños
es verdad que los | gatos duermen dieciséis horas
cada ocho horas tengo que | tomarme el antibiótico avísame
quién fue el que | pintó las meninas
búscame el archivo donde | guardé las vacaciones del año pasado
mientras se hace el arroz | ponme un poco de música
apunta que el martes a las cinco tengo | reunión con la tutora de mi hijo
me podrías leer otra vez lo de | la última nota
desde que me levanto hasta que | me acuesto no paro qué hago para descansar mejor
pon una alarma para el | domingo a las nueve y media
a ver calcúlame el | quince por ciento de 80
qué hora es ahora en | buenos aires
ponme algo tranquilo como | piano o música clásica
estimada señora gutiérrez le escribo para | comunicarle el cambio de fecha
si no contesto a la primera | repítemelo a los cinco minutos
tú crees que con | dos huevos me llega para un flan
borra de la lista lo de | las patatas
tengo que estar en salamanca a las once así que | avísame a las nueve
el libro que me recomendó | mi cuñada se titula el camino apúntalo
cuántos días faltan para | nochebuena
ya que estás | dime también qué día es hoy
por si mañana se me | pasa recuérdame lo de la vacuna
por qué las hojas se | ponen amarillas
lo primero que quiero que hagas es | abrir el calendario
tradúceme al inglés la | frase me duele la cabeza
nací en el año 1900 | 74 cuántos años tengo
escribe esto punto uno revisar el | carro de paradas
cómo se escribe con be o con | uve la palabra vaca
cuando llegue alberto y los | niños estén cenados recuérdame llamar a mi madre
cuéntame algo de los | delfines
de todas las canciones que pusiste | ayer repite la primera
hay alguna manera de | quitar una mancha de tinta
entre semana despiértame a las | siete menos diez
no me acuerdo de cómo se | hacía una copia de seguridad
mi hija me ha preguntado que por qué | la luna cambia de forma
añade una cita con el doctor | calvo para el día 9
resulta que el otro día hablando con | una compañera me preguntó cuál es la capital de polonia
necesito que me | avises dentro de tres cuartos de hora
qué pasa si mezclo | azul y amarillo
el sábado si hace buen tiempo y no | me llaman del trabajo iremos a la playa de las moreras apúntalo
cancela todas las alarmas menos la de | las ocho
a mí lo que más me gusta es | pasear por el campo grande y a ti
cuál era el nombre de la | cantante de mecano
ponle de título a la nota | cosas para el viaje
tanto si llueve como si | no el domingo salgo a andar avísame a las diez
hazme una lista con tres | frutas que tengan vitamina c
me han dicho que tú sabes | contar chistes a que sí
del 1 al 15 de | agosto estoy de vacaciones apúntalo
serías capaz de | contar hacia atrás desde veinte
quita la música y luego | cuando yo te diga la vuelves a poner
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
"""Sentences after which rules have been changed, because somebody looked at the rules' results on them."""
