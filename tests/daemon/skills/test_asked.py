"""Many ways to ask for timers, alarms and reminders, and talk that begins with the same words.

The first 24 of each language, and the first 60 of the talk, are by somebody who had not seen the sentences. Asked once, on
2026-11-30, 40 of the 48 were understood (83 %), and none of the 120 had an effect; the eight were then mended by kind.
"""

from __future__ import annotations

import pytest

from daemon.skills.intent import Intent
from daemon.skills.misheard import understood
from daemon.skills.situation import Situation

NOW = Situation(timers=("pizza", "eggs"), alarms=1, corrigible=True)
ASKED = {
    "en": """
timer_set: Set a timer for 12 minutes.
timer_set: Give me five minutes on the clock.
timer_set: Start a 30-second countdown.
timer_set: Can you time an hour and a half for me?
timer_left: How much time is left on the timer?
timer_left: What timers have I got running?
timer_left: How long until my timer goes off?
timer_left: Show me my timers.
timer_cancel: Cancel the timer.
timer_cancel: I don't need the timer anymore.
timer_cancel: Stop the countdown, please.
timer_cancel: Can you get rid of that timer?
timer_extend: Add five minutes to the timer.
timer_extend: Give the timer another two minutes.
timer_extend: Can you make the timer 10 minutes longer?
timer_extend: The pasta isn't done, put three more minutes on the timer.
alarm_set: Wake me up at 6:30.
alarm_set: Set an alarm for seven tomorrow morning.
alarm_set: I need an alarm at 5:45 AM.
alarm_set: Can you put an alarm on for half past eight?
alarm_set: Remind me to take the bins out at eight.
alarm_set: Don't let me forget to call grandma tomorrow at noon.
timer_set: Can you remind me in 20 minutes to check the oven?
alarm_set: I need a reminder to pay the rent on Friday.
timer_set: Set a timer for ten minutes called pasta.
timer_set: Set a timer for pasta for ten minutes.
timer_set: Start a ten-minute egg timer.
timer_set: Start a timer for the laundry, 45 minutes.
timer_set: I need a five minute timer for the tea.
timer_set: Can you time me for three minutes?
timer_set: Time ten minutes for me.
timer_set: Count down from five minutes.
timer_set: Start a countdown of two minutes.
timer_set: Put on a timer for half an hour.
several: Set two timers, one for five minutes and one for ten.
timer_set: Set another timer for 90 seconds.
timer_set: Start a second timer for 20 minutes named rice.
timer_set: Timer, 5 minutes.
timer_set: 5 minute timer please.
timer_set: Ten minutes on the clock.
timer_set: Set a timer for an hour and a half.
timer_set: Set an hour and twenty minute timer.
timer_set: Set the oven timer for 25 minutes.
timer_set: Set a timer for the chicken for 1 hour and 15 minutes.
timer_set: Let me know when ten minutes are up.
timer_set: Tell me when 20 minutes have passed.
timer_set: Give me a shout in fifteen minutes.
timer_set: Ping me in five minutes.
timer_set: Alert me in ten minutes.
timer_set: Remind me in an hour to check the oven.
timer_set: In twenty minutes, remind me to take out the bread.
timer_left: What's left on the pizza timer?
timer_left: How long has the pizza timer got?
timer_left: How many minutes are left on the egg timer?
timer_left: How's the rice timer looking?
timer_left: When does the pizza timer go off?
timer_left: When will my timer ring?
timer_left: Is the pizza timer still running?
timer_left: Is there a timer running?
timer_left: Which timers are running?
timer_left: Show timers.
timer_left: Timer status.
timer_left: Tell me my timers.
timer_left: What's my shortest timer?
timer_extend: Add two more minutes to the eggs.
timer_extend: Add a minute to the egg timer.
timer_extend: Give the pizza five more minutes.
timer_extend: The pizza needs another three minutes.
timer_extend: Extend the pizza timer for two minutes.
timer_extend: Extend my pizza timer to 20 minutes.
timer_extend: Make the pizza timer two minutes longer.
timer_extend: Change the pizza timer to ten minutes.
timer_extend: Take two minutes off the pizza timer.
timer_extend: Shorten the pizza timer by a minute.
unable: Restart the pizza timer.
unable: Pause the pizza timer.
unable: Resume the timer.
timer_cancel: Cancel the first timer.
timer_cancel: Cancel the last timer.
timer_cancel: Cancel the ten minute timer.
timer_cancel: Cancel the one for the eggs.
timer_cancel: Cancel the timer for pizza.
timer_cancel: Cancel both timers.
timer_cancel: Cancel all my timers please.
timer_cancel: Get rid of the egg timer.
timer_cancel: Forget about the pizza timer.
timer_cancel: I don't need the pizza timer anymore.
timer_cancel: Never mind the pizza timer.
timer_cancel: Turn the pizza timer off.
timer_cancel: Stop all timers.
timer_cancel: Remove my timers.
unable: Rename the pizza timer to lasagna.
snooze: Snooze for ten minutes.
timer_extend: Five more minutes.
timer_extend: Give me five more minutes.
timer_extend: Just five more minutes please.
timer_extend: Ten more minutes.
snooze: Remind me again in ten minutes.
snooze: Snooze.
timer_cancel: Turn off the alarm.
alarm_set: Set an alarm for 7.
alarm_set: Set an alarm for half past six tomorrow morning.
alarm_set: Set an alarm for 6:45 a.m.
alarm_set: Set a 7 a.m. alarm.
alarm_set: Wake me up at quarter to eight.
alarm_set: Wake me tomorrow at 7.
alarm_set: Wake me at 7 on Monday.
alarm_set: Set an alarm for Friday at 9.
unable: Set a daily alarm for 7.
unable: Set an alarm every weekday at 7.
alarm_set: I need to get up at six.
alarm_set: Get me up at 6.
alarm_set: Set my alarm for noon.
alarm_set: Alarm at 5 pm called gym.
alarm_set: Set an alarm for eight called school run.
alarm_move: Change my alarm to 7:30.
alarm_move: Move my alarm to eight.
timer_cancel: Cancel my 7 o'clock alarm.
timer_cancel: Delete all alarms.
unable: Turn off my morning alarm.
alarm_left: What time is my alarm?
alarm_left: When's my next alarm?
alarm_left: Do I have any alarms for tomorrow?
alarm_left: What alarms are set?
alarm_set: Remind me to call the dentist at 3.
alarm_set: Remind me at 8 to take my pills.
alarm_set: Remind me tomorrow morning to water the plants.
alarm_set: Remind me tonight to take out the trash.
alarm_set: Remind me this evening to call Bob.
alarm_set: Remind me to have breakfast at eight.
alarm_set: Remind me to go to bed at 11.
alarm_set: Remind me about dinner at seven.
alarm_set: Remind me on Friday to pay rent.
alarm_set: Remind me next Tuesday at 10 to see the doctor.
unable: Remind me on the 5th to call mum.
unable: Remind me to buy milk when I get home.
alarm_set: Remind me about the meeting at quarter past two.
alarm_set: Remind me of the meeting tomorrow at nine thirty.
alarm_set: Set a reminder for 4 pm to pick up the kids.
timer_set: Set a reminder to stretch in one hour.
alarm_set: I need a reminder at five to leave.
alarm_set: Don't let me forget to call mum at six.
alarm_set: Make sure I call mum at six.
alarm_set: Can you remind me to call mum tomorrow at five?
alarm_move: No, in the morning.
alarm_move: No, five in the morning.
alarm_move: I meant a.m.
alarm_move: Actually, make it six.
alarm_move: No, make that half past six.
alarm_move: Sorry, I meant tomorrow.
alarm_move: Not five, six.
alarm_move: Change that to six.
alarm_move: No, at 5 pm.
alarm_left: What reminders do I have?
alarm_left: What did I ask you to remind me of?
timer_cancel: Cancel the reminder to call mum.
timer_cancel: Cancel that reminder.
timer_cancel: Delete my reminders.
""",
    "es": """
timer_set: Pon un temporizador de 12 minutos.
timer_set: Avísame en cinco minutos.
timer_set: Empieza una cuenta atrás de 30 segundos.
timer_set: ¿Me cuentas una hora y media?
timer_left: ¿Cuánto le queda al temporizador?
timer_left: ¿Qué temporizadores tengo puestos?
timer_left: ¿Cuánto falta para que suene el temporizador?
timer_left: Enséñame los temporizadores.
timer_cancel: Cancela el temporizador.
timer_cancel: Ya no hace falta el temporizador, quítalo.
timer_cancel: Para la cuenta atrás.
timer_cancel: ¿Puedes anular el temporizador?
timer_extend: Añade cinco minutos al temporizador.
timer_extend: Dale dos minutos más al temporizador.
timer_extend: Alarga el temporizador diez minutos.
timer_extend: La pasta no está, ponle tres minutos más al temporizador.
alarm_set: Despiértame a las 6:30.
alarm_set: Pon una alarma mañana a las siete.
alarm_set: Necesito una alarma para las 5:45.
alarm_set: ¿Me pones el despertador a las ocho y media?
alarm_set: Recuérdame sacar la basura a las ocho.
alarm_set: Que no se me olvide llamar a la abuela mañana a las doce.
timer_set: Recuérdame en 20 minutos que mire el horno.
alarm_set: Ponme un recordatorio para pagar el alquiler el viernes.
timer_set: Pon un temporizador de diez minutos para la pasta.
timer_set: Pon un temporizador de pasta de diez minutos.
timer_set: Pon un temporizador para la pasta de diez minutos.
timer_set: Ponme un temporizador de media hora.
timer_set: Un temporizador de cinco minutos, por favor.
timer_set: Avísame en quince minutos.
timer_set: Avísame dentro de un cuarto de hora.
timer_set: Avísame cuando pasen diez minutos.
timer_set: Recuérdame en una hora sacar el pan.
timer_set: En veinte minutos recuérdame apagar el horno.
timer_set: Cuenta cinco minutos.
timer_set: Cuenta atrás de dos minutos.
timer_set: Inicia una cuenta atrás de un minuto.
timer_set: Cronometra tres minutos.
several: Pon dos temporizadores, uno de cinco y otro de diez minutos.
timer_set: Crea un temporizador llamado arroz de veinte minutos.
timer_set: Necesito un temporizador de 90 segundos.
timer_set: Pon otro temporizador de hora y media.
timer_set: Pon el temporizador del horno a 25 minutos.
timer_set: Despiértame en veinte minutos.
timer_left: ¿Cuánto le queda al temporizador de la pizza?
timer_left: ¿Cuántos minutos quedan en el temporizador de la pizza?
timer_left: ¿Cuánto falta para que suene el temporizador?
timer_left: ¿Cuándo suena el temporizador de los huevos?
timer_left: ¿Sigue en marcha el temporizador de la pizza?
timer_left: ¿Qué temporizadores hay?
timer_left: ¿Tengo algún temporizador puesto?
timer_left: Dime mis temporizadores.
timer_left: Enséñame los temporizadores.
timer_left: ¿Cómo van mis temporizadores?
timer_extend: Añade dos minutos más al temporizador de los huevos.
timer_extend: Añade un minuto a los huevos.
timer_extend: Dale cinco minutos más a la pizza.
timer_extend: La pizza necesita otros tres minutos.
timer_extend: Alarga el temporizador de la pizza dos minutos.
timer_extend: Pon cinco minutos más al de la pizza.
timer_extend: Cambia el temporizador de la pizza a veinte minutos.
timer_extend: Quita dos minutos al temporizador de la pizza.
timer_extend: Acorta el temporizador de la pizza en un minuto.
unable: Reinicia el temporizador de la pizza.
unable: Pausa el temporizador.
unable: Reanuda el temporizador.
timer_cancel: Cancela el primer temporizador.
timer_cancel: Cancela el último temporizador.
timer_cancel: Cancela el temporizador de diez minutos.
timer_cancel: Cancela el de los huevos.
timer_cancel: Cancela los dos temporizadores.
timer_cancel: Cancela todos los temporizadores.
timer_cancel: Quita el temporizador de la pizza.
timer_cancel: Olvídate del temporizador de la pizza.
timer_cancel: Ya no necesito el temporizador de la pizza.
timer_cancel: Borra mis temporizadores.
timer_extend: Cinco minutos más.
timer_extend: Dame cinco minutos más.
timer_extend: Cinco minutitos más, por favor.
timer_extend: Otros diez minutos.
snooze: Pospón la alarma diez minutos.
snooze: Avísame otra vez en diez minutos.
snooze: Aplázalo.
timer_cancel: Apaga la alarma.
alarm_set: Pon una alarma a las 7.
alarm_set: Pon una alarma para las siete y media de la mañana.
alarm_set: Pon una alarma mañana a las seis y media.
alarm_set: Despiértame a las 7:15.
alarm_set: Despiértame mañana a las ocho menos cuarto.
alarm_set: Despiértame el lunes a las 7.
alarm_set: Pon una alarma el viernes a las nueve.
alarm_set: Pon una alarma para el sábado por la mañana a las diez.
unable: Pon una alarma diaria a las 7.
unable: Despiértame todos los días a las siete.
alarm_set: Tengo que levantarme a las seis.
alarm_set: Pon la alarma al mediodía.
alarm_move: Cambia mi alarma a las siete y media.
alarm_move: Mueve la alarma a las ocho.
timer_cancel: Cancela la alarma de las siete.
timer_cancel: Borra todas las alarmas.
alarm_left: ¿A qué hora está mi alarma?
alarm_left: ¿Qué alarmas tengo puestas?
alarm_left: ¿Tengo alguna alarma para mañana?
alarm_set: Recuérdame llamar al dentista a las tres.
alarm_set: Recuérdame a las ocho tomar las pastillas.
alarm_set: Recuérdame mañana por la mañana regar las plantas.
alarm_set: Recuérdame esta noche sacar la basura.
alarm_set: Recuérdame esta tarde llamar a Pepe.
alarm_set: Recuérdame desayunar a las ocho.
alarm_set: Recuérdame acostarme a las once.
alarm_set: Recuérdame la cena a las siete.
alarm_set: Recuérdame el viernes pagar el alquiler.
alarm_set: Recuérdame el martes a las diez ir al médico.
unable: Recuérdame el día 5 llamar a mamá.
unable: Recuérdame comprar leche cuando llegue a casa.
alarm_set: Recuérdame la reunión a las dos y cuarto.
alarm_set: Recuérdame que tengo una reunión mañana a las nueve y media.
alarm_set: Pon un recordatorio a las cuatro de la tarde para recoger a los niños.
timer_set: Pon un recordatorio para estirar en una hora.
alarm_set: Que no se me olvide llamar a mamá a las seis.
alarm_set: ¿Puedes recordarme llamar a mamá mañana a las cinco?
alarm_move: No, por la mañana.
alarm_move: No, a las cinco de la mañana.
alarm_move: No, a las cinco de la tarde.
alarm_move: Mejor a las seis.
alarm_move: No, mejor a las seis y media.
alarm_move: Perdón, quería decir mañana.
alarm_move: No a las cinco, a las seis.
alarm_move: Cámbialo a las seis.
alarm_move: Que sea a las seis.
alarm_left: ¿Qué recordatorios tengo?
alarm_left: ¿Qué me tienes que recordar?
timer_cancel: Cancela el recordatorio de llamar a mamá.
timer_cancel: Cancela ese recordatorio.
timer_cancel: Borra mis recordatorios.
""",
}
TALK = {
    "en": """
I paused my studies for a year.
He told me to turn the music down.
My sister always plays her songs too loud.
We set the alarm last night and it never rang.
I had to open the shop on my own this morning.
She muted me in the group chat.
They skipped the next song at the party because nobody liked it.
I was going to take a note, but my pen ran out.
You should have seen the brightness of that moon.
My neighbor put a do not disturb sign on his door.
I wish I could undo what I said to her.
The teacher read the whole list out loud.
When I was a kid, my mom used to wake me up at six.
He asked me to remind him about the meeting, and I forgot.
There was a timer on the bomb in the movie.
I took a screenshot of it yesterday.
I never lock my screen at home.
Searching the web used to be much slower.
I copied his homework and got caught.
She said stop reading and go to sleep.
We turned up late to the wedding.
The volume of the box is bigger than I thought.
My phone calls out the wrong street names.
I hate it when people leave their alarms on.
He opened Firefox and it crashed, can you believe it?
It's been ages since I played anything.
They canceled the concert because of the rain.
My dad adds sugar to everything.
I crossed him off my list of friends.
She played the previous track at her wedding, actually.
I was told to set a timer, but I don't see why.
The play was really good, we loved it.
I'd pause before buying a house there.
The next track up the mountain is the steep one.
My boss wants me to open the meeting on Monday.
If I turned the sound off, I'd miss the best part.
He keeps counting the days until Christmas.
I read the selection of poems you gave me.
It was so bright I had to dim the lights in the end.
She dictated a letter to her secretary.
The kids asked me to play the song again and again.
I don't know how people convert miles in their heads.
My watch reminded me to stand up in the middle of a funeral.
Somebody wrote on the wall, turn back now.
Mute swans aren't really mute, you know.
I always forget to take notes in class.
We opened a bottle of wine to celebrate.
I lowered my voice because the baby was asleep.
Her alarm went off in the middle of the exam.
He screams, next, every time the doctor opens the door.
Google is hiring again, according to my cousin.
The list of things he can't eat is endless.
I told her to search the web instead of asking me.
The doctor said I should cut down on screen time.
I locked myself out of the house yesterday.
My brother set the volume to 100 and broke the speakers.
The clipboard he carries makes him look important.
We had to stop the music when the neighbors came.
Honestly, I thought the file was already open.
They extended the deadline by a week.
Cancel my subscription is what my brother said.
Stop the car, he shouted.
Set the table, please, said my mother.
He told me to set a timer for ten minutes.
My alarm is set for seven.
I set an alarm for seven yesterday.
The timer went off too early.
I should set a timer more often.
Why do people set alarms?
How do I set an alarm on an iPhone?
What is an egg timer?
Remind me who wrote Hamlet.
Remind me why we came here.
Remind me what a verb is.
Turn up the volume is a movie from the nineties.
Stop is a red sign.
Stop by tomorrow if you like.
Stop worrying about it.
Cancel culture is a strange thing.
Set a timer is the phrase I use the most.
Never mind what he says.
Mute swans are white.
Repeat after me: I am strong.
She said stop talking and he stopped.
Wake me up before you go-go is a song by Wham.
Wake me up when September ends.
Turn it off and on again is what IT always says.
Five more minutes is what my son always says.
Five more minutes would have been enough.
Ten more minutes and we'd have missed it.
Play the piano is what I'd like to learn.
Delete all my notes, said the thief.
Open the door, it's cold.
Quiet people have the loudest minds.
Call me Ishmael.
Call me crazy, but I like it.
"Call mum" was on the list.
Pause for a moment and think.
Lock him up.
Send the email to Bob is the next task in the book.
Cancel that flight, my boss told the secretary.
""",
    "es": """
Dejé la carrera en pausa un año.
Me dijo que bajara la música.
Mi vecino pone la radio a todas horas.
Anoche pusimos la alarma y no sonó.
Tuve que abrir la tienda yo sola.
Me silenció en el grupo de la familia.
En la fiesta quitaron la canción porque no le gustaba a nadie.
Iba a tomar nota, pero no tenía boli.
Hay que ver cómo brillaba la luna.
Ojalá pudiera deshacer lo que hice.
La profesora leyó la lista entera en clase.
De pequeña mi madre me despertaba a las seis.
Me pidió que le recordara la reunión y se me olvidó.
En la película había una bomba con cuenta atrás.
Ayer hice una captura y ya no la encuentro.
Yo nunca bloqueo la pantalla en casa.
Antes buscar en internet era lentísimo.
Copié los deberes y me pillaron.
Mi abuelo siempre decía que dejara de leer y me durmiera.
Subimos al monte y bajamos por el río.
El volumen de esa caja es enorme.
Odio que la gente deje el despertador puesto.
Abrió Firefox y se le colgó todo.
Hace siglos que no toco la guitarra.
Cancelaron el concierto por la lluvia.
Mi padre le añade azúcar a todo.
A ese ya lo he tachado de mi lista de amigos.
La anterior jefa era mucho más simpática.
Me dijeron que pusiera un temporizador, pero no veo para qué.
La siguiente canción fue la que más gustó en la boda.
Yo haría una pausa antes de comprar esa casa.
Mi jefe quiere que abra yo la reunión del lunes.
Si quitara el sonido, me perdería lo mejor.
Mi hijo se pasa el día contando lo que falta para Navidad.
La selección jugó fatal ayer.
Al final tuvimos que bajar las persianas de tanto sol.
Le dictaba las cartas a su secretaria.
Los niños querían que les pusiera la canción una y otra vez.
Nunca sé pasar millas a kilómetros de cabeza.
El reloj me recordó que me levantara en pleno funeral.
En la pared ponía, vuelve atrás.
En clase nunca tomo apuntes.
Abrimos una botella de vino para celebrarlo.
Bajé la voz porque el niño estaba dormido.
Le sonó la alarma en mitad del examen.
El médico grita, siguiente, cada vez que abre la puerta.
La lista de cosas que no puede comer es interminable.
Le dije que lo buscara en Google en vez de preguntarme.
El médico me ha dicho que mire menos la pantalla.
Ayer me quedé encerrada fuera de casa.
Mi hermano puso el volumen al 100 y rompió los altavoces.
Tuvimos que parar la música cuando vinieron los vecinos.
La verdad es que creía que el archivo ya estaba abierto.
Nos alargaron el plazo una semana.
No me gusta que me molesten cuando estudio.
Han subido el precio de la luz otra vez.
Me puse a escribir y se me fue la tarde.
Dice mi madre que pongamos la mesa entre todos.
Le han puesto una multa por ir a 120.
Se pasó la noche pasando de una canción a otra.
Cancela mi suscripción es lo que dijo mi hermano.
Para el coche, gritó.
Para mí, lo mejor es el verano.
Para ser feliz hay que dormir.
Me dijo que pusiera un temporizador.
Mi alarma suena a las siete.
Ayer puse una alarma a las siete.
El temporizador sonó demasiado pronto.
¿Por qué la gente pone alarmas?
¿Cómo se pone una alarma en un iPhone?
Recuérdame quién escribió el Quijote.
Sube el volumen es una canción.
Silencio es lo que necesito.
Basta con mirar el cielo.
Olvídalo es una palabra fea.
Cinco minutos más es lo que dice siempre mi hijo.
Cinco minutos más y lo perdemos.
Otra vez lunes.
Despiértame cuando acabe septiembre.
Llámame Ismael.
Llámame loco, pero me gusta.
Cancela ese vuelo, le dijo mi jefe a la secretaria.
Apaga la luz, decía siempre mi abuela.
Borra todas mis notas, dijo el ladrón.
Pon la mesa, por favor, dijo mi madre.
""",
}


def _lines(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(language, line) for language, lines in table.items() for line in lines.strip().splitlines()]


@pytest.mark.parametrize(("language", "line"), _lines(ASKED))
def test_it_is_asked_for_in_many_ways(language: str, line: str) -> None:
    name, text = line.split(": ", 1)
    found: Intent | None = understood(text, language, NOW)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(("language", "line"), _lines(TALK))
def test_a_command_that_is_spoken_of_is_talk(language: str, line: str) -> None:
    assert understood(line, language, NOW) is None
