"""How people say the things that need no model, in English and Spanish: tables of whole utterances.

A line that begins at the margin names a skill and its arguments; the phrases for it follow. Words must come as written;
`[a]` may be missing, `{a|b c}` is one of several, `<name>` is any words, which daemon.skills goes on to understand, `@name`
stands for the words under MACROS. Text is compared without accents and punctuation. An entry is the whole utterance: a
question that merely contains it ("what time does the train leave") never matches.
"""

from __future__ import annotations

BEFORE = {
    "en": "hey|ok|okay|please|sarai|so|well|um|uh|oh|no|just|alright|sorry|and|can you|could you|would you|will you",
    "es": "oye|ok|vale|por favor|sarai|bueno|pues|eh|no|ahora|y|venga|perdona|perdon|puedes|podrias|quieres",
}
AFTER = {
    "en": "please|sarai|now|right now|thanks|thank you|for me|ok|okay|will you|would you|then",
    "es": "por favor|sarai|ahora|ahora mismo|gracias|ya|vale|anda|porfa|entonces",
}
"""What may be said before and after any of it."""

MACROS = {
    "set": "{pon|ponme|poner|ponerme|pone|crea|inicia|empieza|programa|activa|haz}",
    "undo": "{cancela|para|quita|borra|deten|apaga|elimina|anula|cancelar|quitar}",
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
        "integrado": "embedded",
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
    {set|start|make|create|give me} [a|an|the|my|another] timer [for|of] <duration> [for {the|my} <label>]
    {set|start|make|create|give me} [a|an|another] <duration> timer [for {the|my} <label>]
    timer [for|of] <duration>; <duration> timer; {wake|remind|call|tell} me [up] in <duration>
    remind me in <duration> to <label>; remind me to <label> in <duration>
timer_set seconds=none
    {set|start|make} [a|an|another] timer
timer_cancel kind=timer
    {cancel|stop|delete|clear|remove|kill|turn off} [all] [of] [the|my|that] {timer|timers}
timer_cancel kind=alarm
    {cancel|stop|delete|clear|remove|turn off} [all] [of] [the|my|that] {alarm|alarms}
timer_left
    how {long|much time|much|much longer} {is left|is there left|left|remains|do i have left} [on {the|my|a} timer]
    how {long|much time|much longer} [is left] {on|for} {the|my|a} timer; time left [on {the|my|a} timer]
    how much longer; how is {the|my} timer doing; {check|what about} {the|my} timer
alarm_set
    {set|make|create} [an|the|my|another] alarm [for|at] <time>; alarm {for|at} <time>
    wake me [up] at <time>; set [an|the|my] alarm for tomorrow at <tomorrow>
    {set|make|create} [an|the|my|another] alarm [for|at] <tomorrow> tomorrow [morning]
    wake me [up] [tomorrow] at <tomorrow> tomorrow; wake me [up] tomorrow [morning] at <tomorrow>
volume change=+0.15
    {turn|crank} {it|the volume|the sound} up; {turn|crank} up {the volume|the sound|it}; volume up
    {increase|raise} {the|your} {volume|voice}; [speak|talk] [a bit|a little|much] louder; speak up
    [you are|you re] too {quiet|soft}; i can {t|not} hear you; i cannot hear you
volume change=-0.15
    turn {it|the volume|the sound} down; turn down {the volume|the sound}; volume down
    {decrease|lower|reduce} {the|your} {volume|voice}; [you are|you re] too loud; not so loud
    [speak|talk] [a bit|a little|much] {quieter|softer|more quietly|more softly}
volume
    [set|turn|put] [the] volume [up|down] [to|at] <percent> [percent|per cent]
volume level=1.0
    [set|turn|put] [the] volume to {the maximum|maximum|max|full}; {maximum|full|max} volume
speed change=-0.15
    [speak|talk] [a bit|a little|much] {slower|more slowly}; slow down [a bit|a little]; not so fast
    {you are|you re} {speaking|talking} too {fast|quickly}; [speak|talk] less {fast|quickly}
speed change=+0.15
    [speak|talk] [a bit|a little|much] {faster|more quickly}; speed up [a bit|a little]; not so slow
    {you are|you re} {speaking|talking} too slowly; {you are|you re} too slow
speed level=1.0
    {speak|talk} {normally|at normal speed|at your normal speed}; normal speed
tier
    [use|switch to|change to|go to|take|activate] [the] <tier> {tier|mode|model}; switch to [the] <tier>
"""

ES = """
stop
    para [ya|de hablar]; parate; calla; callate; silencio; basta [ya]; ya basta; detente; alto; stop; cierra la boca
    {deja|para} de hablar; no hables mas; olvidalo; dejalo [estar]; cancela; cancelalo; {es|ya es} suficiente
    suficiente
    da igual; callate la boca; ya esta; estate {callado|callada|quieta}
repeat
    repite [eso|lo que has dicho|lo]; repitelo; repitemelo; {dilo|dimelo} {otra vez|de nuevo}; otra vez
    {que|como|que es lo que} {has dicho|dijiste|decias|dices}; una vez mas; mande; me lo repites
    [me lo] {repetir|repetirlo|repites}
    no te {he oido|oi|oigo|escuche|he escuchado|he entendido|entendi|entiendo}; {repetirlo|repetir eso|repetirmelo}
    no lo {he oido|oi|he entendido|entendi|he pillado|pille}
mute
    {deja|para} de {escuchar|escucharme}; no {escuches|me escuches} mas; duermete; silenciate; vete a dormir
    {apaga|desactiva|desconecta|cierra|silencia} {el|tu} {microfono|micro}
time
    que {hora es|horas son|hora tienes}; {dime|me dices|decirme|dame} {la hora|que hora es}; la hora
    tienes [la] hora
    sabes {que hora es|la hora}; me puedes decir {la hora|que hora es}
date
    [a] que {dia|fecha} {es|es hoy|tenemos|estamos|estamos hoy}; hoy que {dia|fecha} es
    en que dia {estamos|estamos hoy}
    {a que|a cuanto|a cuantos} estamos [hoy]; que dia de la semana {es|es hoy}; que dia del mes {es|es hoy}
    {dime|me dices|decirme} {la fecha|que dia es|que dia es hoy|el dia} [de hoy]; cual es la fecha [de hoy]
    la fecha [de hoy]
    sabes que {dia|fecha} es [hoy]
year
    {que|en que|a que} ano {es|estamos|es este}
timer_set
    @set {un|el|otro|mi} {temporizador|cronometro} {de|para|a|con|en} <duration> [para {la|el|los|las|mi} <label>]
    {temporizador|cronometro} {de|para|a} <duration>; {avisame|despiertame|llamame|avisa} {en|dentro de} <duration>
    {avisarme|despertarme} {en|dentro de} <duration>
    recuerdame {en|dentro de} <duration>; recuerdame {en|dentro de} <duration> {que|de} <label>
    recuerdame <label> {en|dentro de} <duration>
timer_set seconds=none
    @set {un|el|otro} {temporizador|cronometro}
timer_cancel kind=timer
    @undo {el|los|mi|ese|todos los} {temporizador|temporizadores|cronometro}
timer_cancel kind=alarm
    @undo {la|las|mi|esa|todas las} {alarma|alarmas}
timer_left
    cuanto [tiempo] {queda|falta|me queda}
    cuanto [tiempo] {le queda|queda|falta|le falta} {al|en el|del|de|para el} {temporizador|cronometro}
    cuanto [tiempo] {queda|falta} para que {suene|acabe|termine} [el {temporizador|cronometro}]
    como va el {temporizador|cronometro}
alarm_set
    @set {una|la|otra|mi} alarma {para|a} <time>; alarma {a|para} <time>; {despiertame|despertarme} a <time>
    @set {una|la|otra|mi} alarma [para] manana a <tomorrow>; {despiertame|despertarme} manana a <tomorrow>
    @set {una|la|otra|mi} alarma {para|a} <tomorrow> de manana
volume change=+0.15
    {sube|subir|aumenta} {el volumen|la voz|el sonido} [un poco|mas]; [habla|hablar] [un poco] mas {alto|fuerte}
    subelo; mas volumen
    no te oigo bien; no se te oye; {se te oye|hablas} {muy|demasiado} bajo
volume change=-0.15
    {baja|bajar|reduce} {el volumen|la voz|el sonido} [un poco|mas]
    [habla|hablar] [un poco] mas {bajo|bajito|flojo|suave}; bajalo
    menos volumen; no {hables|grites} tan {alto|fuerte}; {muy|demasiado} alto; no grites
    {hablas} {muy|demasiado} alto
volume
    [pon|sube|baja|poner|ajusta] [el] volumen {al|a|en el|en} <percent> [por ciento|percent]
volume level=1.0
    [pon|sube|poner] [el] volumen {al maximo|a tope}; volumen maximo
speed change=-0.15
    [habla|hablar] [un poco] mas {despacio|lento|lentamente}; no {hables|vayas} tan {rapido|deprisa}
    ve mas despacio; no tan {rapido|deprisa}
    {hablas|vas} {muy|demasiado} {rapido|deprisa}; despacio
speed change=+0.15
    [habla|hablar] [un poco] mas {deprisa|rapido|de prisa}; ve mas {rapido|deprisa}
    no {hables|vayas} tan {despacio|lento}
    {hablas|vas} {muy|demasiado} {despacio|lento}
speed level=1.0
    {habla|hablar} {normal|a velocidad normal|normalmente}; velocidad normal
tier
    {usa|usar|cambia|cambiar|pasa|pasar|pon|activa|ve} [a|al|el] {modo|nivel} <tier>; modo <tier>
"""

TABLES = {"en": EN, "es": ES}
