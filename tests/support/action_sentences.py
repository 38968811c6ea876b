"""Sentences that ask for actions, and talk that sounds like it, written without a look at the phrases understood."""

from __future__ import annotations

COMMANDS = {
    "en": """
media: Pause the song. | Could you pause the video, please? | Stop the music. | Can you stop the music please
    | Resume the music. | Continue playing. | Play the next track. | Next track. | Skip this song. | Skip to
    the next song please. | Previous song. | Play the previous track. | Go back to the previous song. | Pause
    Spotify. | Pause VLC please. | Unpause. | Play music. | Put on some music.
media_what: What's playing right now? | What song is this? | What's this song called? | Who sings this? |
    Which track is playing? | What's the name of this song?
loudness: Turn up the computer volume. | Turn the system volume down. | Make the computer quieter. | Lower the
    speakers.
loudness_to: Set the system volume to fifty percent. | Computer volume to 20 percent.
loudness_mute: Mute the speakers. | Unmute the speakers. | Mute the sound. | Turn the sound off.
app_open: Open Firefox. | Launch GIMP. | Start Blender please. | Can you open the terminal? | Open the
    calculator. | Please open the file manager. | Open up Spotify. | Open my text editor. | Could you start
    Steam for me? | Open LibreOffice Writer. | Open the web browser.
page_open: Open youtube. | Go to bbc.co.uk | Open github.com please. | Open the website example dot org. |
    Visit wikipedia.org.
web_search: Search the web for cheap flights to Rome. | Google how to tie a tie. | Search online for pasta
    recipes. | Look up the weather in Oslo on the internet. | Search for vegan lasagna on Google. | Do a web
    search for solar panels.
copy_reply: Copy that. | Copy your last answer. | Copy that to the clipboard please. | Copy the answer to my
    clipboard.
clipboard_read: What's in my clipboard? | Read the clipboard to me. | Read out the clipboard.
screen_lock: Lock my screen. | Lock the computer please. | Lock my laptop now.
brightness: Turn down the brightness. | Make the screen brighter. | Dim the screen. | Increase the brightness.
    | Lower the screen brightness.
brightness_to: Set the brightness to 80 percent. | Set screen brightness to thirty percent. | Brightness to
    maximum.
screenshot: Take a screenshot. | Take a screenshot please. | Screenshot this. | Make a screenshot. | Grab a
    screenshot.
do_not_disturb: Turn on do not disturb. | Do not disturb mode on. | Turn off do not disturb. | Mute
    notifications. | Silence my notifications. | Turn notifications back on.
list_add: Add eggs to the shopping list. | Put batteries on my shopping list. | Add two litres of milk to my
    grocery list. | Can you add toothpaste to the shopping list? | Add call the dentist to my to do list. |
    Put bread on the list please.
list_read: What's on my shopping list? | Read me my shopping list. | Read my to-do list. | What do I need to
    buy? | What's on the shopping list?
list_tick: Tick off milk. | Check the milk off my shopping list. | Mark bread as bought. | Cross milk off the
    list. | Tick milk off my shopping list.
list_drop: Remove eggs from the shopping list. | Take bread off my shopping list. | Delete milk from the list.
list_clear: Clear the shopping list. | Empty my shopping list. | Delete everything on my shopping list.
note_add: Take a note: the meeting moved to Friday. | Make a note that Anna called. | Write down that the code
    is 4711. | Note to self: water the plants. | Take a note.
notes_read: Read my notes. | What are my notes? | Read me my notes please. | Show me my notes.
note_drop: Delete my last note. | Delete that note. | Remove the last note.
notes_delete: Delete all my notes. | Delete my notes. | Erase all notes.
undo: Undo. | Undo that. | Undo that please. | Take that back. | Undo the last action.
""",
    "es": """
media: Pausa la canción. | ¿Puedes pausar el vídeo? | Para la música, por favor. | Quita la música. | Reanuda
    la música. | Sigue con la música. | Siguiente canción, por favor. | Pon la siguiente canción. | Pasa de
    canción. | Canción anterior. | Pon la anterior canción. | Pausa Spotify. | Pon algo de música. | Dale al
    play.
media_what: ¿Qué canción es esta? | ¿Qué suena? | ¿Cómo se llama esta canción? | ¿Quién canta esto? | ¿Qué
    está sonando ahora?
loudness: Sube el volumen del ordenador. | Baja el volumen del ordenador un poco. | Baja el volumen de los
    altavoces.
loudness_to: Pon el volumen del ordenador al cincuenta por ciento. | Volumen del sistema al 20 por ciento.
loudness_mute: Silencia el ordenador. | Quita el sonido. | Activa el sonido. | Silencia los altavoces.
app_open: Abre Firefox. | Abre la calculadora. | ¿Puedes abrir la terminal? | Inicia Blender. | Abre el
    navegador. | Abre los archivos por favor. | Lanza Steam. | Abre GIMP.
page_open: Abre youtube. | Ve a elpais.com | Abre la página wikipedia punto org. | Abre github.com por favor.
web_search: Busca en internet recetas de gazpacho. | Busca en Google vuelos a Roma. | Busca vuelos a Roma en
    internet. | Busca en la web cómo hacer pan.
copy_reply: Copia eso. | Copia tu respuesta. | Copia la respuesta al portapapeles.
clipboard_read: Lee el portapapeles. | ¿Qué hay en el portapapeles? | Léeme el portapapeles.
screen_lock: Bloquea la pantalla. | Bloquea el ordenador. | Bloquea mi ordenador por favor.
brightness: Sube el brillo. | Baja el brillo de la pantalla. | Más brillo. | Aumenta el brillo.
brightness_to: Pon el brillo al ochenta por ciento. | Brillo al 30 por ciento. | Pon el brillo al máximo.
screenshot: Haz una captura de pantalla. | Haz una captura. | Saca un pantallazo. | Haz un pantallazo. |
    Captura la pantalla.
do_not_disturb: Activa el modo no molestar. | Pon no molestar. | Quita el modo no molestar. | Silencia las
    notificaciones. | Desactiva no molestar.
list_add: Añade huevos a la lista de la compra. | Pon pilas en mi lista de la compra. | Agrega pan a la lista
    del súper. | ¿Puedes añadir leche a la lista? | Apunta tomates en la lista de la compra. | Añade llamar al
    dentista a mi lista de tareas.
list_read: ¿Qué hay en la lista de la compra? | Léeme la lista de la compra. | ¿Qué tengo en mi lista de
    tareas? | Dime mi lista de la compra. | ¿Qué tengo que comprar?
list_tick: Tacha la leche. | Tacha el pan de la lista. | Marca la leche como comprada.
list_drop: Quita los huevos de la lista de la compra. | Borra el pan de la lista. | Elimina la leche de mi
    lista.
list_clear: Vacía la lista de la compra. | Borra la lista de la compra. | Borra todo de la lista.
note_add: Toma nota: la reunión es el viernes. | Apunta que Ana ha llamado. | Anota que el código es 4711. |
    Haz una nota: regar las plantas. | Toma una nota.
notes_read: Lee mis notas. | Léeme las notas. | ¿Qué notas tengo?
note_drop: Borra la última nota. | Elimina la última nota. | Borra esa nota.
notes_delete: Borra todas mis notas. | Borra mis notas. | Elimina todas las notas.
undo: Deshaz eso. | Deshazlo. | Deshacer. | Anula eso.
""",
}
"""A line for each action; what is indented goes on with the line before."""
TALK = {
    "en": """
Open your heart. | Let's open the discussion. | Can you open up about that? | What does it mean to open source
something? | The window is open. | Start over. | Start from the beginning. | Start with the easy part. | Run
me through it. | Stop it, you're funny. | Play along. | Play dead. | Let's play a game. | Do you play chess? |
Pause is a strange word. | Hit pause on that thought. | What is pause in Spanish? | Next question. | What's
next? | Skip the details. | Go on. | Go to sleep, he said. | Go to hell. | Visit me sometime. | Look up at the
sky. | Look it up. | Search for meaning. | What is Google? | Copy and paste is handy. | He copied that. | Do
you copy? | What is a clipboard? | Lock and key. | How do I lock my screen? | Is my screen locked? | Who
locked the door? | The brightness of stars varies. | What is brightness? | How do I take a screenshot? | What
is do not disturb? | Please don't interrupt me. | Add a pinch of salt. | Add five and seven please my friend.
| Put it on the table. | What's on TV? | What's on your mind? | What is on Schindler's list? | Read me a
story. | Tell me about lists in Python. | Remove yourself from the equation. | Take the kettle off the stove.
| Mark my words. | Mark Twain wrote what? | Check out this song. | Take note. | Write a poem about notes. |
Note the irony. | What are musical notes? | Delete is a harsh word. | Undo the damage. | Can you undo the
past? | Take me back to the eighties. | Who is singing in the rain? | What song should I play at my wedding? |
Mute people use sign language. | Turn the page. | Turn up the heat on him. | Make it louder than bombs is a
lyric.
""",
    "es": """
Abre tu corazón. | Abre la mente. | Abramos el debate. | La ventana está abierta. | Empieza por el principio.
| Inicia el relato otra vez con calma. | Para nada. | Para mañana necesito pan. | Para ti. | ¿Juegas al
ajedrez? | Pausa es una palabra bonita. | Siguiente pregunta. | ¿Qué sigue? | Salta los detalles. | Sigue
contando. | Ve con cuidado. | Visita guiada. | Busca la felicidad. | Busca una excusa. | ¿Qué es Google? |
Copia barata. | ¿Qué es un portapapeles? | ¿Cómo bloqueo la pantalla? | ¿Quién cerró la puerta? | El brillo de
las estrellas cambia. | ¿Cómo hago una captura de pantalla? | ¿Qué es el modo no molestar? | No me
interrumpas. | Añade una pizca de sal. | Ponlo en la mesa. | ¿Qué hay en la tele? | ¿Qué hay en la lista de
Schindler? | Léeme un cuento. | Háblame de las listas en Python. | Quita la olla del fuego. | Marca la
diferencia. | Toma ejemplo. | Toma nota, dijo él, y se fue sin más. | Escribe un poema sobre notas. | Nota la
ironía. | ¿Qué son las notas musicales? | Borrar es una palabra dura. | Deshaz el nudo. | ¿Se puede deshacer
el pasado? | ¿Quién canta en la ducha? | Sube la montaña. | Baja la escalera. | Silencia tus miedos. | Corre
la voz. | Ejecuta tu plan.
""",
}
