"""Spoken phrases: skills in the first tables of each language, then ordinary talk that must never be taken for a
skill."""

from __future__ import annotations

EN_SKILLS = """
stop: stop | Stop. | stop talking | please stop | OK, stop it | be quiet | Shut up! | that's enough | never mind
stop: hush | Stop reading. | please stop reading this
stop: could you be quiet please | sarai, stop | silence | no, stop | forget it
repeat: repeat that | Say that again, please. | what did you say | What was that? | I didn't hear you | pardon me
repeat: come again
repeat: could you repeat that | sorry what did you say | I didn't catch that | one more time | tell me that again
dictate: start dictation | take a dictation | Begin dictating, please. | dictation mode | type what I say | let me dictate
dictate: I want to dictate something | let me dictate an email | Turn on dictation. | type while I talk
stop: You can stop reading now. | Don't read any further. | that's enough reading
mute: mute yourself | stop listening | turn off the microphone | switch your microphone off | go to sleep
time: what time is it | What time is it? | what's the time | tell me the time please | do you know what time it is
time: hey sarai what time is it now | do you have the time | what is the current time | what time is it right now
date: what day is it | what day is it today | what's the date | What's today's date? | which day is today
date: what is the date today
date: what day of the week is it | tell me the date | what day is today
year: what year is it | which year is this
timer_left: how long is left | how much time is left on the timer | How much longer? | how long left | time left
timer_left: how much time is left on a timer
volume: louder | turn it up | volume up please | speak a bit louder | turn the volume down | softer | lower your voice
volume: turn up the volume | I can't hear you | you're too loud | speak up | a little quieter
speed: speak slower | slow down a bit | not so fast | speak faster | talk more slowly please
speed: You're talking too fast
speed_normal: normal speed
timer_cancel: cancel the timer | stop the timer | delete all timers | turn off the alarm | cancel my alarm please
timer_cancel: delete all my reminders | cancel the reminder
alarm_left: what alarms do I have | which reminders are set | when is my next alarm | what time is my alarm set for
alarm_left: do I have any alarms set | When does the alarm go off? | is there an alarm set | list my reminders
unable: cancel my subscription
computed: what is ten minutes in seconds | how many minutes are in an hour | what is fifty percent of eighty
"""

EN_ARGUMENTS = {
    "set a timer for ten minutes": ("timer_set", {"seconds": 600}),
    "Set a ten-minute timer.": ("timer_set", {"seconds": 600}),
    "set an hour and a half timer please": ("timer_set", {"seconds": 5400}),
    "could you set a timer for 1 minute 30 seconds": ("timer_set", {"seconds": 90}),
    "timer for half an hour": ("timer_set", {"seconds": 1800}),
    "start a timer for two and a half hours": ("timer_set", {"seconds": 9000}),
    "wake me in twenty-five minutes": ("timer_set", {"seconds": 1500}),
    "set a timer for a quarter of an hour": ("timer_set", {"seconds": 900}),
    "set a timer for ten minutes for the pasta": ("timer_set", {"seconds": 600, "label": "pasta"}),
    "remind me to call mum in five minutes": ("timer_set", {"seconds": 300, "label": "call mum"}),
    "set a timer for one hundred and twenty seconds": ("timer_set", {"seconds": 120}),
    "set a timer": ("timer_set", {"seconds": None}),
    "set a timer for three weeks": ("unable", {"what": "length"}),
    "set a timer for ninety hours": ("timer_set", {"seconds": None}),
    "set an alarm for seven thirty": ("alarm_set", {"hour": 7, "minute": 30, "exact": False, "day": 0}),
    "set an alarm for 7:30 a.m.": ("alarm_set", {"hour": 7, "minute": 30, "exact": True, "day": 0}),
    "wake me up at quarter to seven": ("alarm_set", {"hour": 6, "minute": 45, "exact": False, "day": 0}),
    "wake me at half past six in the evening": (
        "alarm_set",
        {"hour": 18, "minute": 30, "exact": True, "day": 0},
    ),
    "set an alarm for six o'clock": ("alarm_set", {"hour": 6, "minute": 0, "exact": False, "day": 0}),
    "wake me up tomorrow at eight": ("alarm_set", {"hour": 8, "minute": 0, "exact": False, "day": 1}),
    "set an alarm for eight tomorrow morning": ("alarm_set", {"hour": 8, "minute": 0, "exact": True, "day": 1}),
    "wake me up at six thirty tomorrow": ("alarm_set", {"hour": 6, "minute": 30, "exact": False, "day": 1}),
    "wake me tomorrow morning at 7:15": ("alarm_set", {"hour": 7, "minute": 15, "exact": True, "day": 1}),
    "set an alarm for the day after tomorrow at nine": (
        "alarm_set",
        {"hour": 9, "minute": 0, "exact": False, "day": 2},
    ),
    "remind me at five": ("alarm_set", {"hour": 5, "minute": 0, "exact": False, "day": 0}),
    "remind me at five to ten": ("alarm_set", {"hour": 9, "minute": 55, "exact": False, "day": 0}),
    "remind me to call mum at five": (
        "alarm_set",
        {"hour": 5, "minute": 0, "exact": False, "day": 0, "label": "call mum"},
    ),
    "Remind me to be at the station at half past six in the evening.": (
        "alarm_set",
        {"hour": 18, "minute": 30, "exact": True, "day": 0, "label": "be at the station"},
    ),
    "remind me at ten to six to go to the dentist": (
        "alarm_set",
        {"hour": 5, "minute": 50, "exact": False, "day": 0, "label": "go to the dentist"},
    ),
    "remind me at five to go to school": (
        "alarm_set",
        {"hour": 5, "minute": 0, "exact": False, "day": 0, "label": "go to school"},
    ),
    "remind me tomorrow at nine to water the plants": (
        "alarm_set",
        {"hour": 9, "minute": 0, "exact": False, "day": 1, "label": "water the plants"},
    ),
    "remind me to take out the bins tomorrow evening at eight": (
        "alarm_set",
        {"hour": 20, "minute": 0, "exact": True, "day": 1, "label": "take out the bins"},
    ),
    "remind me about the meeting at a quarter to three": (
        "alarm_set",
        {"hour": 2, "minute": 45, "exact": False, "day": 0, "label": "the meeting"},
    ),
    "remind me tonight at ten to lock the door": (
        "alarm_set",
        {"hour": 22, "minute": 0, "exact": True, "day": 0, "label": "lock the door"},
    ),
    "remind me this afternoon at four that the shop closes": (
        "alarm_set",
        {"hour": 16, "minute": 0, "exact": True, "day": 0, "label": "the shop closes"},
    ),
    "set a reminder for 3pm to stretch": (
        "alarm_set",
        {"hour": 15, "minute": 0, "exact": True, "day": 0, "label": "stretch"},
    ),
    "set a reminder to take my pills at noon": (
        "alarm_set",
        {"hour": 12, "minute": 0, "exact": True, "day": 0, "label": "take my pills"},
    ),
    "set an alarm for seven oh five to feed the cat": (
        "alarm_set",
        {"hour": 7, "minute": 5, "exact": False, "day": 0, "label": "feed the cat"},
    ),
    "remind me to buy milk": ("unable", {"what": "moment", "label": "buy milk"}),
    "remind me to call mum tomorrow": (
        "alarm_set",
        {"hour": 9, "minute": 0, "exact": True, "day": 1, "label": "call mum"},
    ),
    "remind me at twenty five to call": ("unable", {"what": "moment", "label": "call"}),
    "remind me that the train leaves at five": None,
    "set an alarm for noon": ("alarm_set", {"hour": 12, "minute": 0, "exact": True, "day": 0}),
    "set the volume to fifty percent": ("volume_to", {"level": 0.5}),
    "Volume 30%": ("volume_to", {"level": 0.3}),
    "volume to the maximum": ("volume_to", {"level": 1.0}),
    "set the volume to two hundred": None,
    "use the fast tier": ("tier", {"tier": "fast"}),
    "switch to quality mode": ("tier", {"tier": "quality"}),
    "switch to max": ("tier", {"tier": "max"}),
    "automatic mode": ("tier", {"tier": "auto"}),
    "use the warp tier": None,
    "cancel the alarm": ("timer_cancel", {"kind": "alarm"}),
}

EN_TALK = """
what time does the train leave | what time is it in tokyo | what time is it when it is noon in london
how do i stop smoking
tell me about time | what is time | repeat after me hello | how do i repeat a song in spotify | what is a timer
how do egg timers work | what is the date of the battle of hastings
when is the next leap year | what year did the war end | what year is the movie from | stop sign
why do buses stop here
should i stop taking it | the music stopped | can you stop a war | stop the count was a slogan
who invented the alarm clock
how loud is a jet engine | what is the volume of a sphere | how do i turn up the heat | turn it up is a song
how fast is light
what is the speed of sound | speak to me about love | tell me a story about a slow turtle | what does mute mean
is my microphone any good | how do i mute a person on twitter | how do i go to sleep faster | i want to go to sleep
what is a fast mode of transport | which tier of cake is largest | what is quality | use the force
switch to the metric system
how long is a football match | how long is the river nile | how much longer is the nile than the rhine
how long is left of the film
what did you say your name was | what did he say | what was that song by queen | who said be quiet
silence of the lambs
is it quiet in space | enough about that tell me about cats | i have had enough of this
never mind the sex pistols who made it
forget everything i said about paris | what is a subscription | cancel culture explain it | how do i cancel a flight
remind me who wrote hamlet | remind me what we did at five | remind me of the man at number nine
wake me up before you go go | wake me up when september ends | set a good example
set the table for ten | set a record for ten minutes | ten minutes | seven thirty
how many minutes are in a meeting | louder than words | is thunder louder than a gun
what is the time difference to new york | do you have the time to explain this | do you have time for a question
what is the date palm | what's today's weather | what is the day of the dead
tell me the time of the french revolution
again and again he tried | i hear you | hello | thank you | yes | no | please | okay | | what | how are you
and then | um
time flies like an arrow | the time of my life | what's the current president | speed up my computer how
slow down global warming how
what time is the alarm at the fire station | tell me the reminders of old age | what alarms do firemen have
alarm fatigue what is it | is there an alarm on the door | the volume of a book | max verstappen | who is max
auto repair
tell me to stop if i talk too much | say it again sam is from which film | pardon my french what does it mean
a timer for what
"""

ES_SKILLS = """
stop: para | Para. | cállate | ¡Silencio! | basta | ya basta | deja de hablar | Por favor, cállate | olvídalo | stop
stop: para ya | calla | deja de leer | Para de leer, por favor.
stop: es suficiente | no hables más | cancela | callate | pará | detenete | ya párale | ya cállate | no digas nada más
stop: cállese por favor | bueno, ya basta | ya está bien | no importa | pare
repeat: repite | ¿Qué has dicho? | qué dijiste | repite eso por favor | dilo otra vez | no te he oído
repeat: ¿Puedes repetirlo? | otra vez
repeat: repetí | repetilo por favor | repita | me lo puedes repetir | ¿Podés repetir? | no entendí | no te escuché bien
repeat: de nuevo | ¿cómo dijo? | repíteme lo que dijiste | decilo de nuevo
repeat: no te he entendido | perdona, ¿qué has dicho? | me lo repites | repítelo | cómo dices | mande
dictate: empieza a dictar | dictado | Empieza el dictado, por favor. | toma un dictado | modo dictado
dictate: escribe lo que te digo | quiero dictar algo | voy a dictarte un correo | Activa el modo de dictado.
stop: No sigas leyendo. | ya puedes dejar de leer | basta de leer
mute: deja de escuchar | apaga el micrófono | Desactiva el micrófono, por favor. | silénciate | duérmete
mute: no escuches más | dejá de escuchar | apagá el micrófono | dormite
time: qué hora es | ¿Qué hora es? | dime la hora | ¿Me dices la hora? | sabes qué hora es | oye sarai qué hora es
time: tienes hora | qué horas son | Decime la hora. | ¿Me das la hora? | ¿Tenés hora? | hola Sarai, ¿qué hora es?
time: ¿Me puede decir la hora? | ¿me podés decir qué hora es?
time: que hora es ahora | ¿puedes decirme la hora?
date: qué día es hoy | ¿Qué día es? | qué fecha es hoy | a qué día estamos | ¿En qué día estamos?
date: cuál es la fecha de hoy
date: decime qué día es hoy | ¿en qué fecha estamos? | dígame la fecha
date: dime la fecha | qué día de la semana es | a cuánto estamos hoy
year: en qué año estamos | ¿Qué año es?
timer_left: cuánto queda | ¿Cuánto tiempo queda? | cuánto le queda al temporizador | cuánto falta
timer_left: cuánto queda del temporizador | cuánto le falta al timer
volume: más alto | sube el volumen | habla más fuerte | Baja el volumen, por favor. | más bajo
volume: habla un poco más bajo | baja la voz
volume: súbelo | hablas muy alto | no grites | más bajito | súbele | bájale | subí el volumen | baja un poco el volumen
volume: súbele al volumen | bajale un poquito | sube un poco más el volumen | un poco más alto | hable más fuerte | subilo
volume: no te oigo bien | menos volumen | habla bajito | sube más
speed: más despacio | habla más despacio por favor | no tan rápido | habla más rápido | Hablas muy rápido.
speed_normal: velocidad normal
speed: más deprisa | más despacito | más lento | ve más rápido | hable más despacio
timer_cancel: cancela el temporizador | quita la alarma | para el temporizador | borra todas las alarmas
timer_cancel: apaga la alarma por favor | desactiva la alarma | cancelá el timer | quite las alarmas | detén el temporizador
timer_cancel: ¿puedes apagar la alarma? | cancela la cuenta atrás | apagá la alarma | borra mis recordatorios
alarm_left: qué alarmas tengo | ¿Qué recordatorios hay? | a qué hora suena la alarma | cuándo suena mi próxima alarma
alarm_left: tengo alguna alarma puesta | ¿hay alguna alarma? | dime mis recordatorios | a qué hora tengo la alarma
unable: cancela mi suscripción
computed: cuántos minutos tiene una hora | cuánto es el cincuenta por ciento de ochenta | dos más dos
"""

ES_ARGUMENTS = {
    "Pon un temporizador de cinco minutos.": ("timer_set", {"seconds": 300}),
    "ponme un temporizador de hora y media": ("timer_set", {"seconds": 5400}),
    "pon un temporizador de media hora": ("timer_set", {"seconds": 1800}),
    "temporizador de treinta y cinco segundos": ("timer_set", {"seconds": 35}),
    "pon un temporizador de un minuto y medio": ("timer_set", {"seconds": 90}),
    "pon un temporizador de tres cuartos de hora": ("timer_set", {"seconds": 2700}),
    "¿Puedes poner un temporizador de 10 minutos?": ("timer_set", {"seconds": 600}),
    "avísame en veintiún minutos": ("timer_set", {"seconds": 1260}),
    "pon un temporizador de diez minutos para la pasta": ("timer_set", {"seconds": 600, "label": "pasta"}),
    "recuérdame llamar a mamá en dos horas": ("timer_set", {"seconds": 7200, "label": "llamar a mamá"}),
    "pon un temporizador": ("timer_set", {"seconds": None}),
    "pon un temporizador de tres semanas": ("unable", {"what": "length"}),
    "pon una alarma a las siete y media de la mañana": (
        "alarm_set",
        {"hour": 7, "minute": 30, "exact": True, "day": 0},
    ),
    "despiértame a las siete menos cuarto": ("alarm_set", {"hour": 6, "minute": 45, "exact": False, "day": 0}),
    "pon una alarma para las 19:15": ("alarm_set", {"hour": 19, "minute": 15, "exact": True, "day": 0}),
    "pon una alarma a la una de la tarde": ("alarm_set", {"hour": 13, "minute": 0, "exact": True, "day": 0}),
    "despiértame mañana a las ocho": ("alarm_set", {"hour": 8, "minute": 0, "exact": False, "day": 1}),
    "alarma a las seis y diez": ("alarm_set", {"hour": 6, "minute": 10, "exact": False, "day": 0}),
    "pon el volumen al cincuenta por ciento": ("volume_to", {"level": 0.5}),
    "volumen al 30%": ("volume_to", {"level": 0.3}),
    "volumen máximo": ("volume_to", {"level": 1.0}),
    "usa el modo rápido": ("tier", {"tier": "fast"}),
    "cambia al modo de calidad": ("tier", {"tier": "quality"}),
    "modo automático": ("tier", {"tier": "auto"}),
    "modo avión": None,
    "cancela la alarma": ("timer_cancel", {"kind": "alarm"}),
    "avísame dentro de media hora": ("timer_set", {"seconds": 1800}),
    "despertame en hora y media": ("timer_set", {"seconds": 5400}),
    "pon una alarma en diez minutos": ("timer_set", {"seconds": 600}),
    "Pon una alarma dentro de una hora y cuarto.": ("timer_set", {"seconds": 4500}),
    "¿Me pones un temporizador de 5 min?": ("timer_set", {"seconds": 300}),
    "poné un timer de diez minutos": ("timer_set", {"seconds": 600}),
    "pon una cuenta atrás de treinta segundos": ("timer_set", {"seconds": 30}),
    "programa un temporizador de dos horas y tres cuartos": ("timer_set", {"seconds": 9900}),
    "avísame en unos cinco minutitos": ("timer_set", {"seconds": 300}),
    "quiero un temporizador de 90min": ("timer_set", {"seconds": 5400}),
    "recordame en diez minutos que llame al niño": ("timer_set", {"seconds": 600, "label": "que llame al niño"}),
    "recuérdame en media hora sacar la basura": ("timer_set", {"seconds": 1800, "label": "sacar la basura"}),
    "pon un temporizador para la pasta de diez minutos": ("timer_set", {"seconds": 600, "label": "pasta"}),
    "pon un temporizador de una hora para hacer ejercicio": (
        "timer_set",
        {"seconds": 3600, "label": "hacer ejercicio"},
    ),
    "pon una alarma a las tres y cuarto": ("alarm_set", {"hour": 3, "minute": 15, "exact": False, "day": 0}),
    "pon una alarma a un cuarto para las tres": ("alarm_set", {"hour": 2, "minute": 45, "exact": False, "day": 0}),
    "poneme una alarma a diez para las ocho de la noche": (
        "alarm_set",
        {"hour": 19, "minute": 50, "exact": True, "day": 0},
    ),
    "pon una alarma a las 15:30": ("alarm_set", {"hour": 15, "minute": 30, "exact": True, "day": 0}),
    "pon una alarma para las 15:30 horas": ("alarm_set", {"hour": 15, "minute": 30, "exact": True, "day": 0}),
    "pon una alarma a las quince treinta": ("alarm_set", {"hour": 15, "minute": 30, "exact": True, "day": 0}),
    "pon una alarma a las 7 a. m.": ("alarm_set", {"hour": 7, "minute": 0, "exact": True, "day": 0}),
    "¿Me pones una alarma a las siete y media de la tarde?": (
        "alarm_set",
        {"hour": 19, "minute": 30, "exact": True, "day": 0},
    ),
    "despertame a las seis de la mañana": ("alarm_set", {"hour": 6, "minute": 0, "exact": True, "day": 0}),
    "avísame a las cinco en punto": ("alarm_set", {"hour": 5, "minute": 0, "exact": False, "day": 0}),
    "ponga una alarma a las siete en la noche": ("alarm_set", {"hour": 19, "minute": 0, "exact": True, "day": 0}),
    "pon una alarma a las doce del día": ("alarm_set", {"hour": 12, "minute": 0, "exact": True, "day": 0}),
    "pon una alarma a la una de la noche": ("alarm_set", {"hour": 1, "minute": 0, "exact": True, "day": 0}),
    "pon alarma a las ocho con quince": ("alarm_set", {"hour": 8, "minute": 15, "exact": False, "day": 0}),
    "pon una alarma para pasado mañana a las ocho": ("alarm_set", {"hour": 8, "minute": 0, "exact": False, "day": 2}),
    "despiértame mañana por la tarde a las cinco": ("alarm_set", {"hour": 17, "minute": 0, "exact": True, "day": 1}),
    "pon una alarma mañana a las siete de la mañana": ("alarm_set", {"hour": 7, "minute": 0, "exact": True, "day": 1}),
    "pon una alarma a las nueve de mañana": ("alarm_set", {"hour": 9, "minute": 0, "exact": False, "day": 1}),
    "pon una alarma para esta noche a las diez": ("alarm_set", {"hour": 22, "minute": 0, "exact": True, "day": 0}),
    "pon una alarma para hoy a las cinco de la tarde": (
        "alarm_set",
        {"hour": 17, "minute": 0, "exact": True, "day": 0},
    ),
    "recuérdame llamar a mamá a las cinco": (
        "alarm_set",
        {"hour": 5, "minute": 0, "exact": False, "day": 0, "label": "llamar a mamá"},
    ),
    "Recuérdame a las seis y media de la tarde sacar la basura.": (
        "alarm_set",
        {"hour": 18, "minute": 30, "exact": True, "day": 0, "label": "sacar la basura"},
    ),
    "recordame mañana a las nueve que llame al médico": (
        "alarm_set",
        {"hour": 9, "minute": 0, "exact": False, "day": 1, "label": "que llame al médico"},
    ),
    "recuérdame que a las cinco juega el Madrid": (
        "alarm_set",
        {"hour": 5, "minute": 0, "exact": False, "day": 0, "label": "juega el madrid"},
    ),
    "recuérdame visitar a la abuela mañana por la tarde a las cuatro": (
        "alarm_set",
        {"hour": 16, "minute": 0, "exact": True, "day": 1, "label": "visitar a la abuela"},
    ),
    "recuérdame esta noche a las diez y cuarto cerrar la puerta": (
        "alarm_set",
        {"hour": 22, "minute": 15, "exact": True, "day": 0, "label": "cerrar la puerta"},
    ),
    "recuérdame al mediodía tomar la pastilla": (
        "alarm_set",
        {"hour": 12, "minute": 0, "exact": True, "day": 0, "label": "tomar la pastilla"},
    ),
    "pon un recordatorio para las siete para regar": (
        "alarm_set",
        {"hour": 7, "minute": 0, "exact": False, "day": 0, "label": "regar"},
    ),
    "pon un recordatorio para las siete menos cuarto": (
        "alarm_set",
        {"hour": 6, "minute": 45, "exact": False, "day": 0},
    ),
    "pon una alarma a las siete para sacar al perro": (
        "alarm_set",
        {"hour": 7, "minute": 0, "exact": False, "day": 0, "label": "sacar al perro"},
    ),
    "recuérdame comprar pan pasado mañana a las ocho": (
        "alarm_set",
        {"hour": 8, "minute": 0, "exact": False, "day": 2, "label": "comprar pan"},
    ),
    "recuérdame a la una y diez llamar": (
        "alarm_set",
        {"hour": 1, "minute": 10, "exact": False, "day": 0, "label": "llamar"},
    ),
    "recuérdame comprar pan": ("unable", {"what": "moment", "label": "comprar pan"}),
    "recuérdame comprar pan mañana": (
        "alarm_set",
        {"hour": 9, "minute": 0, "exact": True, "day": 1, "label": "comprar pan"},
    ),
    "pon una alarma para mañana": ("unable", {"what": "moment", "when": "manana"}),
    "despiértame pronto": ("unable", {"what": "moment"}),
    "volumen 40": ("volume_to", {"level": 0.4}),
    "poné el volumen a la mitad": ("volume_to", {"level": 0.5}),
    "modo incluido": ("tier", {"tier": "embedded"}),
}

ES_TALK = """
a qué hora sale el tren | qué hora es en tokio | cómo dejo de fumar | para qué sirve un yunque | para mí un café
para siempre
qué es el tiempo | háblame del tiempo | repite conmigo hola | cómo repito una canción
qué es un temporizador
cómo funciona un temporizador | qué fecha es la batalla de lepanto
en qué año acabó la guerra
cuándo es el próximo año bisiesto | por qué se para el coche | el coche no para | debo parar de tomarlo
para un tren en seco qué hace falta
quién inventó el despertador | qué volumen tiene una esfera | cómo subo el volumen de mi tele
cómo de rápido es un guepardo
qué es más rápido un tren o un trineo | más rápido que el viento | quién corre más rápido | háblame de la luz
más alto que el teide hay algo
cuál es el edificio más alto | qué es más bajo un do o un re | qué significa silencio
el silencio de los corderos quién lo dirigió
está bien mi micrófono | cómo silencio un grupo de whatsapp | cómo apago el micrófono en zoom
cómo me duermo más deprisa | quiero dormirme
cuánto queda de película | cuánto tiempo queda para el verano
cuánto queda doscientos menos cinco
cuánto dura un partido | cuánto mide el nilo | qué has dicho que te gusta | qué dijo el presidente
qué dijiste de mi hermana
otra vez llueve | otra vez lunes | como siempre | cómo te llamas | cómo estás | basta con un huevo
basta de hablar de fútbol cuéntame un chiste
olvídalo todo sobre parís | qué es una suscripción | cómo cancelo un vuelo | recuérdame quién escribió el quijote
despiértame amor es una canción
pon la mesa para diez | pon un ejemplo | diez minutos | las siete y media
cuántos minutos dura una reunión
qué diferencia horaria hay con nueva york | tienes tiempo
tienes hora en el médico
qué es el día de muertos | a qué día cae el martes | es hoy fiesta | hola | gracias | sí | no | por favor | vale
| bueno | y entonces
el tiempo vuela | la hora de la verdad | quién es máximo | modo de empleo de la lavadora
cuál es el modo más barato de viajar
calla que viene mi madre | párate a pensar en eso | alto y claro qué significa
deja de hablar de política y dime algo bonito
la alarma del coche no suena | hay una alarma en la puerta | sube el precio del pan | baja la bolsa
despacio se llega lejos
una vez más ganó el madrid | no te entiendo cuando hablas de física | de qué año es la película
dime la fecha de la revolución francesa
para el carro | sube al tren | baja un momento | quiero una alarma para el coche
recuérdame que en verano hace calor | recuérdame a las personas de aquel día | recuérdame quién ganó a las chicas
qué alarmas tiene un banco | a qué hora suena la alarma del colegio | tengo alarmas en el coche
cuánto es un cuarto para las matemáticas | no importa lo que digan | ya está lloviendo
de nuevo en casa | no entendí la película | hola | qué hora es la mejor para correr | súbete al coche
mañana a las ocho | pasado mañana | las tres y cuarto | un cuarto para las tres | en hora y media | dentro de media hora
"""
