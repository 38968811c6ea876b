"""How people say the things that need no model, in English and Spanish: tables of whole utterances.

A line that begins at the margin names an intent and its arguments; the phrases for it follow. Words must come as written;
`[a]` may be missing, `{a|b c}` is one of several, `<name>` is any words, which `match` goes on to understand, `@name` stands
for the words under MACROS. `<span>` is a duration up to its last unit, `<more>` one with a "more" in it, `<ordinal>` is
"first", `<when>` a time with its "at" and its day, where nothing tells them from what stands around them. Text is compared
without accents and punctuation. An entry is the whole utterance: a question that merely contains it ("what time does the
train leave") never matches.
"""

from __future__ import annotations

BEFORE = {
    "en": "hey|ok|okay|please|sarai|so|well|um|uh|oh|no|just|alright|sorry|and|can you|could you|would you|will you",
    "es": "oye|oiga|hola|ok|okay|vale|por favor|porfa|sarai|bueno|pues|eh|no|ahora|ya|y|a ver|venga|dale|che|perdona|perdon|"
    "disculpa|disculpe|puedes|podes|puede|podrias|podria|quieres|queres|me puedes|me podes|me puede|me podrias|me podria",
}
AFTER = {
    "en": "please|sarai|now|right now|thanks|thank you|for me|ok|okay|will you|would you|then",
    "es": "por favor|sarai|ahora|ahora mismo|gracias|ya|vale|anda|porfa|entonces|ok|okay|dale|che|de una vez",
}
"""What may be said before and after any of it."""

MACROS = {
    # Spanish, as in Spain and in America: the forms of "tú", of "vos", of "usted", and what follows "puedes".
    "set": "{pon|ponme|me pones|pone|poneme|ponga|pongame|poner|ponerme|crea|crear|inicia|iniciar|empieza|programa|"
    "programar|activa|activar|configura|configurar|haz|quiero|necesito}",
    "undo": "{cancela|cancelar|cancele|para|parar|pare|quita|quitar|quite|borra|borrar|borre|deten|detene|detener|apaga|"
    "apagar|apague|elimina|eliminar|anula|anular|desactiva|desactivar|desactive|silencia|saca}",
    "timer": "{[un|el|otro|mi] {temporizador|timer|cronometro|minutero}|[una|la|otra] {cuenta atras|cuenta regresiva}}",
    "wake": "{despiertame|despertame|despierteme|despertarme|me despiertas|levantame}",
    "call": "{avisame|aviseme|avisarme|avisa|me avisas|llamame}",
    "remind": "{recuerdame|recordame|recuerdeme|recordarme|me recuerdas}",
    "bit": "{un poco|un poquito}",
    "another": "{a|an|the|my|another|a new|a second|a third|one more}",
    "end": "{cancel|stop|delete|clear|remove|kill|end|turn off|get rid of}",
    "drop": "{cancela|cancelar|cancele|borra|borrar|elimina|anula|quita}",
    "only": "{anade|anadele|anadir|sumale|agrega|agregale|agregar}",
    "add": "{anade|anadele|anadir|suma|sumale|sumar|agrega|agregale|agregar|pon|ponle|ponele|dale|da|aumenta}",
    "clock": "{temporizador|timer|cronometro|minutero|cuenta atras|cuenta regresiva}",
    "of": "{de la|del|de los|de las|de mi|de|para la|para el|para los|para las|para mi|para|llamado|llamada}",
}

TIERS = {
    "en": {
        "fast": "fast",
        "quality": "quality",
        "max": "max",
        "maximum": "max",
        "embedded": "embedded",
        "auto": "auto",
        "automatic": "auto",
    },
    "es": {
        "rapido": "fast",
        "calidad": "quality",
        "de calidad": "quality",
        "maximo": "max",
        "max": "max",
        "integrado": "embedded",
        "incluido": "embedded",
        "basico": "embedded",
        "automatico": "auto",
    },
}

EN = """
stop
    stop [it|that|talking|speaking]
    {be|keep|stay} {quiet|silent}; quiet; shut up; hush; shush; silence; enough; {that s|that is} enough
    never mind; nevermind; forget {it|that}; cancel [it|that]; cut it out
repeat
    repeat [it|that|yourself|what you said]; {say|tell me} {that|it} again; come again; again; pardon [me]
    what did you [just] say; what was that; one more time; once more
    i {didn t|did not|couldn t|could not} {hear|catch|get} {you|that|it}
mute
    mute [yourself|the microphone|your microphone|the mic]; stop listening; go to sleep; microphone off
    {turn|switch} off {the|your} {microphone|mic}; {turn|switch} {the|your} {microphone|mic} off
time
    what time is it [today]; {what s|what is|tell me|give me} the [current] time; the time; current time
    do you {know|have} {what time it is|the time}; have you got the time; tell me what time it is
date
    {what|which} {day|date} is {it|today|it today}; {what s|what is|tell me} the {day|date} [today]
    {what s|what is|tell me} {today s|todays} date; what day of the {week|month} is {it|today|it today}
    do you know what {day|date} {it is|today is|it is today}; {today s|todays} date
year
    {what|which} year is {it|this}; what year are we in
timer_set
    {set|start|make|create|give me} [@another] timer [for|of] <duration> [for {the|my} <label>]
    {set|start|make|create|give me} [@another] <duration> timer [for {the|my} <label>]; put <duration> on the timer
    timer [for|of] <duration>; <duration> timer; {wake|remind|call|tell} me [up] in <duration>
    {set|make|create|give me} [an|another] alarm {in|for} <duration> [from now]; alarm in <duration>
    {set|make|create} [a|another] reminder {in|for} <duration> [from now]
    {wake|remind|call|tell} me [up] <duration> from now
    remind me in <span> {to|about|of|that} <label>; remind me {to|about|of} <label> in <duration>
    {set|make|create} [a|an|another] {reminder|alarm} in <span> {to|for|about} <label>
    {set|start|make|create|give me} [@another] timer {called|named} <label> for <duration>
    {set|start|make|create|give me} [@another] timer {for|of} <span> {called|named} <label>
    {set|start|make|create|give me} [@another] <span> <label> timer
    {set|start|make|create|give me} [@another] <label> timer {for|of} <duration>
timer_set seconds=none
    {set|start|make} [@another] timer
timer_extend
    {add|put another|put on another} <duration> [more] {to|on} [the|my|that] {timer|it}; add [another] <duration> [more]
    {add|put another} <duration> [more] {to|on} {the|my} <which> timer; {add|put another} <duration> to the <which> one
    {add|put another} <duration> [more] {to|on} {the|my} timer {for|called|named} [the|my] <which>
    [give {me|it|the timer|my timer}] another <duration>; [give {me|it|the timer|my timer}] <more>
    give {me|it|the timer|my timer} <duration> more; give {the|my} <which> timer <duration> more
    give {the|my} <which> timer another <duration>; give {the|my} <which> timer <more>
    extend {it|the timer|my timer} by <duration>; extend {the|my} <which> timer by <duration>
    make {it|the timer|my timer} <duration> longer; make {the|my} <which> timer <duration> longer
timer_cancel kind=timer
    @end [all] [of] [the|my|that|all] {timer|timers}; @end all {the|my} timers
    @end {the|my|that} <which> timer; @end the <which> one; @end {the|my} timer {for|called|named} [the|my] <which>
timer_cancel kind=alarm
    {cancel|stop|delete|clear|remove|turn off} [all] [of] [the|my|that] {alarm|alarms|reminder|reminders}
timer_left
    how {long|much time|much|much longer} {is left|is there left|left|remains|do i have left} [on {the|my|a} timer]
    how {long|much time|much longer} [is left] {on|for} {the|my|a} timer; time left [on {the|my|a} timer]
    how much longer; {how is|how s} {the|my} timer doing; {check|what about} {the|my} timer
    how {long|much time|much longer|much} {is left|is there left|left|remains|do i have left} [on|for] {the|my} <which> timer
    how {long|much time|much longer} {is left|left} {on|for} {the|my} timer {for|called|named} [the|my] <which>
    how {long|much time|much longer} [is left] {on|for} {the|my} <which> timer; {how is|how s} {the|my} <which> timer doing
    how {long|much time|much longer} does {the|my} <which> timer have [left]
    how {long|much time|much longer} {does|has} {the|my} timer [have|got] left
    {check|what about} {the|my} <which> timer; time left on {the|my} <which> timer
    {what|which} timers {do i have|have i set|are there|are set|are running|have i got|are on|are active} [set|running|going]
    are there [any] timers [set|running|going|left]
    {list|show|show me|tell me|read|read me} {my|the|all my|all the|all} timers
    how many timers {do i have|have i set|are there|are set|are running|have i got} [set|running|going|left]
    do i have {a timer|any timers|any timer} [set|running|going]; {is there|have i set} {a|any} timer [set|running|going]
    {what s|what are|what is} my {timers|timer}; any timers [running|set|left]
alarm_set
    {set|make|create} [an|the|my|another] alarm [for|at] <time>; alarm {for|at} <time>
    {wake me [up]|remind me|call me} <when>; {set|make|create} [a|the|my|another] reminder <when>
    {set|make|create} [an|the|my|another] alarm <when> {to|for} <label>
    remind me <when> {to|about|of|that} <label>; remind me {to|about|of} <label> <when>
    {set|make|create} [a|the|my|another] reminder <when> {to|about|for|of} <label>
    {set|make|create} [a|the|my|another] reminder {to|about|for|of} <label> <when>
alarm_left
    {what|which} {alarms|reminders} {do i have|have i set|are there|are set|have i got} [set]
    are there [any] {alarms|reminders} [set]; {list|tell me} my {alarms|reminders}
    {when is|when s|what time is|what time s} {my|the} [next] {alarm|reminder} [set for]
    {when|what time} does {my|the} [next] alarm {ring|go off}
    do i have {an alarm|any alarms|a reminder|any reminders} [set]; {is there|have i set} {an|any} alarm [set]
volume by=+0.15
    {turn|crank} {it|the volume|the sound} up; {turn|crank} up {the volume|the sound|it}; volume up
    {increase|raise} {the|your} {volume|voice}; [speak|talk] [a bit|a little|much] louder; speak up
    [you are|you re] too {quiet|soft}; i can {t|not} hear you; i cannot hear you
volume by=-0.15
    turn {it|the volume|the sound} down; turn down {the volume|the sound}; volume down
    {decrease|lower|reduce} {the|your} {volume|voice}; [you are|you re] too loud; not so loud
    [speak|talk] [a bit|a little|much] {quieter|softer|more quietly|more softly}
volume_to
    [set|turn|put] [the] volume [up|down] [to|at] <percent> [percent|per cent]
volume_to level=1.0
    [set|turn|put] [the] volume to {the maximum|maximum|max|full}; {maximum|full|max} volume
speed by=-0.15
    [speak|talk] [a bit|a little|much] {slower|more slowly}; slow down [a bit|a little]; not so fast
    {you are|you re} {speaking|talking} too {fast|quickly}; [speak|talk] less {fast|quickly}
speed by=+0.15
    [speak|talk] [a bit|a little|much] {faster|more quickly}; speed up [a bit|a little]; not so slow
    {you are|you re} {speaking|talking} too slowly; {you are|you re} too slow
speed_normal
    {speak|talk} {normally|at normal speed|at your normal speed}; normal speed
tier
    [use|switch to|change to|go to|take|activate] [the] <tier> {tier|mode|model}; switch to [the] <tier>
"""

ES = """
stop
    para [ya|de hablar]; parate; parale; pare; calla; callate [la boca]; callese; silencio; basta [ya]; ya basta; stop; alto
    detente; detenete; detengase; cierra la boca; {deja|para|deje} de hablar; no {hables|hable} [mas]; no sigas
    no {digas|diga} {nada|mas|nada mas}; olvidalo; olvidate; dejalo [estar|asi]; cancela; cancelalo; cancelar; cortala
    {es|ya es} suficiente; suficiente; da igual; no importa; ya esta [bien]; ya estuvo; estate {callado|callada|quieta}
repeat
    {repite|repiteme|repeti|repetime|repita|repitame|repetir} [eso|lo que {has dicho|dijiste|dijo}]
    repitelo; repitemelo; repetilo; repetimelo; repitalo; repetirlo; repetirmelo; otra vez; de nuevo; una vez mas; mande
    {dilo|dimelo|decilo|decimelo|digalo|digamelo} {otra vez|de nuevo}
    {que|como|que es lo que} {has dicho|dijiste|decias|dices|dijo|dice}
    [me] lo {repites|repetis|repite}; me lo {puedes|podes|podrias|puede|podria} repetir
    no te {he oido|oi|oigo|escuche|escucho|he escuchado|he entendido|entendi|entiendo}; no te {escuche|entendi|oi} bien
    no [lo] {he oido|oi|escuche|he entendido|entendi|he pillado|pille} [bien]
mute
    {deja|para|deje} de {escuchar|escucharme}; no [me] {escuches|escuche} [mas]; duermete; dormite; duermase; silenciate
    vete a dormir; {apaga|apagar|apague|desactiva|desactivar|desconecta|cierra|silencia} {el|tu} {microfono|micro}
time
    que {hora es|horas son|hora tienes|hora tenes|hora tiene} [aqui]; {tienes|tenes|tiene} [la] hora; la hora [actual]
    {dime|decime|digame|me dices|me decis|me dice|decirme|dame|me das} {la hora|que hora es}
    {sabes|sabe} {que hora es|la hora}; me {puedes|podes|podrias|puede|podria} {decir|dar} {la hora|que hora es}
date
    [a] que {dia|fecha} {es|es hoy|tenemos|estamos|estamos hoy}; hoy que {dia|fecha} es
    en que {dia|fecha} {estamos|estamos hoy}
    {a que|a cuanto|a cuantos} estamos [hoy]; que dia de la semana {es|es hoy}; que dia del mes {es|es hoy}
    {dime|decime|digame|me dices|me decis|me dice|decirme} {la fecha|que dia es|que dia es hoy|el dia} [de hoy]
    cual es la fecha [de hoy]; la fecha [de hoy]; {sabes|sabe} que {dia|fecha} es [hoy]
year
    {que|en que|a que} ano {es|estamos|es este}
timer_set
    @set @timer {de|para|a|con|en|por} <duration> [para [la|el|los|las|mi] <label>]
    @set @timer para [la|el|los|las|mi] <label> de <duration>
    @timer {de|para|a|por} <duration> [para [la|el|los|las|mi] <label>]
    @set @timer [de|por] <span> @of <label>; @set @timer @of <label> {de|por|en} <duration>
    @timer @of <label> {de|por} <duration>
    @set @timer {de|por} <span> {que se llame|con nombre|con el nombre} <label>
    @set [una|la|otra|mi] alarma [para] {en|dentro de} <duration>; alarma [para] {en|dentro de} <duration>
    {@wake|@remind|@call} {en|dentro de} <duration>
    @remind {en|dentro de} <span> [de|para] <label>; @remind <label> {en|dentro de} <duration>
timer_set seconds=none
    @set @timer
timer_extend
    @add {otros|otras|otro|otra} <duration> [mas] [{al|a mi|a la} @clock]; @add <duration> mas [{al|a mi|a la} @clock]
    @add [otros|otras|otro|otra] <duration> {al|a mi|a la} @clock; @only [otros|otras|otro|otra] <duration>
    @add [otros|otras|otro|otra] <duration> [mas] {al|a mi|a la} @clock @of <which>
    @add [otros|otras|otro|otra] <duration> [mas] {al|a la} <ordinal> [@clock]
    @add [otros|otras|otro|otra] <duration> [mas] al {de la|del|de los|de las|de} <which>
    {alarga|alargar|extiende|extender|prolonga} {el|mi|la} @clock [en|por] <duration>
    {alarga|alargar|extiende|extender|prolonga} {el|mi|la} @clock @of <which> {en|por} <duration>
    {otros|otras|otro|otra} <duration> [mas]; <duration> mas; dame {otros|otras|otro|otra} <duration> [mas]
    dame <duration> mas
timer_cancel kind=timer
    @undo [el|los|mi|mis|ese|todos los|todos mis] {temporizador|temporizadores|timer|timers|cronometro|minutero}
    @undo [la] {cuenta atras|cuenta regresiva}; @drop todos
    @undo {el|mi|ese|la} @clock @of <which>; @undo {el|la} <ordinal> @clock; @drop {el|la} <ordinal>
    @drop el {de la|del|de los|de las|de} <which>
timer_cancel kind=alarm
    @undo [la|las|mi|mis|esa|todas las] {alarma|alarmas}; @undo [el|los|mi|mis|ese|todos los] {recordatorio|recordatorios}
timer_left
    cuanto [tiempo] {queda|falta|me queda|me falta}
    cuanto [tiempo] {le queda|queda|falta|le falta} {al|en el|del|de|para el} {temporizador|timer|cronometro|minutero}
    cuanto [tiempo] {queda|falta} para que {suene|acabe|termine} [el {temporizador|timer|cronometro}]
    como va {el|mi|la} @clock [@of <which>]
    cuanto [tiempo] {le queda|queda|falta|le falta} {al|en el|del|de|para el|a mi|en mi|de mi|a la} @clock @of <which>
    cuanto [tiempo] {le queda|queda|falta|le falta} {al|en el|del|para el|a la} <ordinal> @clock
    {que|cuales} {temporizadores|timers} {tengo|hay|he puesto|puse|estan} [puestos|activos|en marcha|corriendo|sonando]
    {tengo|hay|he puesto} {algun|un} {temporizador|timer} [puesto|activo|en marcha|corriendo]
    {tengo|hay|he puesto} {temporizadores|timers} [puestos|activos|en marcha|corriendo]
    {dime|decime|digame|lista|listame|muestrame|ensename|leeme} {mis|los|todos mis|todos los} {temporizadores|timers}
    {cuantos|que otros} {temporizadores|timers} {tengo|hay|he puesto|puse|quedan} [puestos|activos|en marcha]
    {cuales son|que son} {mis|los} {temporizadores|timers}
alarm_set
    @set [una|la|otra|mi] alarma [para|a|al] <time>; alarma {a|al|para} <time>; @wake [a|al] <time>
    {@call|@remind} [para] <when>; @set [un|el|otro|mi] recordatorio <when>
    @set [una|la|otra|mi] alarma <when> para <label>
    @remind [que] <when> [de|para] <label>; @remind [de] <label> <when>
    @set [un|el|otro|mi] recordatorio <when> [de|para] <label>; @set [un|el|otro|mi] recordatorio [de|para] <label> <when>
alarm_left
    que {alarmas|recordatorios} {tengo|hay|he puesto|puse} [puestas|puestos]; {dime|lista} mis {alarmas|recordatorios}
    {a que hora|cuando|para cuando} {es|suena|esta|tengo|tengo puesta} {la|mi} [proxima] alarma [puesta]
    {tengo|hay|he puesto} {alguna alarma|alguna alarma puesta|alarmas|alarmas puestas|algun recordatorio|recordatorios}
volume by=+0.15
    {sube|subi|suba|subir|aumenta|aumentar|aumente} [@bit [mas]|mas] {el volumen|la voz|el sonido} [@bit|mas]
    {sube|subi|suba} {@bit|mas}; {subelo|subilo|subalo|subele|subile} [@bit|mas] [al volumen]; [@bit] mas [de] volumen
    [habla|hable|hablar] [@bit] mas {alto|fuerte}; habla {alto|fuerte}
    no te oigo bien; no se te oye [bien]; {se te oye|hablas} {muy|demasiado} bajo
volume by=-0.15
    {baja|baje|bajar|reduce|reducir|disminuye} [@bit [mas]|mas] {el volumen|la voz|el sonido} [@bit|mas]
    {baja|baje} {@bit|mas}; {bajalo|bajale} [@bit|mas] [al volumen]; [@bit] menos [de] volumen
    [habla|hable|hablar] [@bit] mas {bajo|bajito|flojo|suave}; habla {bajo|bajito|flojo}
    no {hables|hable|grites|grite} tan {alto|fuerte}; {muy|demasiado} alto; no grites; hablas {muy|demasiado} {alto|fuerte}
volume_to
    [pon|pone|ponga|poner|sube|subi|baja|ajusta] [el] volumen [al|a|en el|en] <percent> [por ciento|percent]
volume_to level=1.0
    [pon|pone|ponga|poner|sube|subi] [el] volumen {al maximo|a tope}; volumen maximo; a todo volumen
volume_to level=0.5
    [pon|pone|ponga|poner|sube|subi|baja] [el] volumen a la mitad
speed by=-0.15
    [habla|hable|hablar] [@bit] mas {despacio|despacito|lento|lentamente}; despacio
    no {hables|hable|vayas} tan {rapido|deprisa|aprisa}; {ve|anda} [@bit] mas {despacio|lento}; no tan {rapido|deprisa}
    {hablas|vas} {muy|demasiado} {rapido|deprisa|aprisa}
speed by=+0.15
    [habla|hable|hablar] [@bit] mas {deprisa|rapido|de prisa|aprisa}; {ve|anda} [@bit] mas {rapido|deprisa}
    no {hables|hable|vayas} tan {despacio|lento}; {hablas|vas} {muy|demasiado} {despacio|lento}
speed_normal
    {habla|hable|hablar} {normal|a velocidad normal|normalmente}; velocidad normal
tier
    {usa|usar|cambia|cambiar|pasa|pasar|pon|pone|activa|ve} [a|al|el] {modo|nivel} <tier>; modo <tier>
"""

TABLES = {"en": EN, "es": ES}
