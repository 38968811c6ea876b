"""Requests for an effect: the starter has no hands, and says so with what it can do."""

from models.starter.corpus.grammar import Sampler, Texts, Turn
from models.starter.corpus.outside.slots import slots

_ASK = "(can you|could you|would you|will you|please|i want you to|i need you to|i'd like you to|||||)"
_PIDE = "(puedes|podrías|quieres|me haces el favor de|quiero que|necesito que)"
_WHEN = "(please|for me|now|right now|tomorrow|tonight|at {hour}|in the morning||||||)"
_CUANDO = "(por favor|ahora|ahora mismo|mañana|esta noche|a las {hour}|cuando puedas||||||)"

_REQUESTS: Texts = {
    "en": (
        f"{_ASK} (turn|switch) (on|off) (the|my|all the) {{device}}( in the {{room}}|) {_WHEN}",
        f"{_ASK} (turn|switch) (the|my|all the) {{device}} (on|off) {_WHEN}",
        f"{_ASK} (turn|put) (up|down) (the|my) {{device}}( to {{number}}( degrees| percent|)|) {_WHEN}",
        f"{_ASK} (start|run|stop|plug in|unplug|check|set up|reset|connect|charge) (the|my) {{device}} {_WHEN}",
        f"{_ASK} (preheat|heat|heat up|warm up|set|cool down|turn) (the|my) {{device}} to {{number}}( degrees| percent) {_WHEN}",
        f"{_ASK} (open|close|shut|lock|unlock|raise|lower) (the|my|all the) {{opening}}( in the {{room}}| of the {{room}}|) {_WHEN}",
        f"{_ASK} (make|turn) it (warmer|cooler|brighter|darker|colder)( in here| in the {{room}}|) {_WHEN}",
        f"{_ASK} (call|phone|ring|text|email|message|write to|invite|visit|wake up|warn) {{person}} {_WHEN}",
        f"{_ASK} (tell|text|write to|let know) {{person}} (that|) i'm (late|busy|coming|at home|sick|on my way)",
        f"{_ASK} (send|write|forward|show) (a|an|the|this|my) {{message}} to {{person}} {_WHEN}",
        f"{_ASK} (send|write|give) {{person}} (a|the|my) {{message}} {_WHEN}",
        f"{_ASK} (reply|answer|respond) to (the|his|her|my|this) (last |){{message}} {_WHEN}",
        f"{_ASK} (delete|erase|remove|move|copy|print|scan|save|rename|share|upload|download|back up|sort|zip|edit|send|post|publish|find|show) (my|the|this|all my|all the|these|that|the last) {{file}}( to {{person}}| on {{site}}| from the {{room}}|) {_WHEN}",
        f"{_ASK} (post|share|publish|put|upload) (this|it|that|something|a picture|my {{file}}) on {{site}} {_WHEN}",
        f"{_ASK} (open|close|launch|start|install|update|quit|uninstall|restart) (the |my |){{program}} {_WHEN}",
        f"{_ASK} (restart|reboot|shut down|lock|suspend|update|format|clean up|log out of) (the|my|this) (computer|laptop|machine|system|screen|tablet) {_WHEN}",
        f"{_ASK} (go to|search|look up|open) (the |){{site}} {_WHEN}",
        f"{_ASK} (play|put on|start|pause|skip|record|stop) (some |the |my |this |a |){{media}} {_WHEN}",
        f"{_ASK} (order|buy|get|bring|fetch|find|book|reserve|rent|sell) (me |us |)(a|some|two|three|the) {{goods}}( for {{number}}| for {{person}}|) {_WHEN}",
        f"{_ASK} (pay|cancel|renew|check|sign|transfer|book|confirm|change) (the|my|this) {{bill}} {_WHEN}",
        f"{_ASK} (transfer|send|pay|lend) {{number}} (euros|dollars|pounds) to {{person}} {_WHEN}",
        f"{_ASK} (add|put|write) {{food}} (to|on) (my|the) (shopping list|list|grocery list|to do list) {_WHEN}",
        f"{_ASK} (add|schedule|cancel|move|make|create|put) (a|an|my|the) {{event}}( on monday| for friday| for tomorrow| with {{person}}|) {_WHEN}",
        f"{_ASK} (write|note|jot) (this|that|it) down {_WHEN}",
        f"{_ASK} (take|make|record) (a|an) (photo|picture|screenshot|selfie|video|note|recording|copy) {_WHEN}",
        f"{_ASK} (clean|wash|water|feed|walk|paint|repair|fix|iron|dry|empty|fill|cut|move|carry|bring|tidy|wake|hide|hold|mow|sweep|cook|bake|warm up|heat) (the|my) {{chore}} {_WHEN}",
        f"{_ASK} (make|cook|prepare|bring|pour) me (a|some) {{food}} {_WHEN}",
    ),
    "es": (
        f"(enciende|apaga|prende|conecta|desconecta|sube|baja|enchufa|carga|revisa|pon|quita|reinicia) (el|la|los|las|mi) {{device}}( de la {{room}}| en la {{room}}| a {{number}} grados|) {_CUANDO}",
        f"{_PIDE} (encender|apagar|prender|conectar|subir|bajar|poner|quitar|cargar) (el|la|los|las|mi) {{device}}( de la {{room}}|) {_CUANDO}",
        f"(abre|cierra|sube|baja|bloquea) (la|las|el|los|mi) {{opening}}( de la {{room}}| con llave|) {_CUANDO}",
        f"{_PIDE} (abrir|cerrar|subir|bajar) (la|las|el|los|mi) {{opening}} {_CUANDO}",
        f"(precalienta|calienta|enfría|ajusta|regula) (el|la|los|las|mi) {{device}} a {{number}}( grados| por ciento) {_CUANDO}",
        f"haz que haga (más|menos) (calor|frío|luz)( aquí| en la {{room}}|) {_CUANDO}",
        f"(llama|telefonea|escribe|avisa|invita|despierta|visita|manda un {{message}}|envía un {{message}}) a {{person}} {_CUANDO}",
        f"{_PIDE} (llamar|telefonear|escribir|avisar|invitar|mandar un {{message}}|enviar un {{message}}) a {{person}} {_CUANDO}",
        "(dile|escríbele|avisa|manda un mensaje) a {person} que (llego tarde|estoy en casa|no puedo ir|ya voy|estoy enfermo)",
        f"(mándale|envíale|escríbele|dale|reenvíale) (un|el|este) {{message}} a {{person}} {_CUANDO}",
        f"(responde|contesta) (al|a su|a este|a mi|al último) {{message}} {_CUANDO}",
        f"(borra|elimina|mueve|copia|imprime|escanea|guarda|comparte|sube|descarga|ordena|envía|publica|busca|muestra|edita|renombra) (mi|mis|todos mis|todas mis|este|esta|estos|estas|el|la|los|las) {{file}}( a {{person}}| en {{site}}|) {_CUANDO}",
        f"{_PIDE} (borrar|imprimir|copiar|guardar|compartir|subir|descargar|enviar|publicar|buscar) (mi|mis|este|esta|el|la|los|las) {{file}}( en {{site}}|) {_CUANDO}",
        f"(publica|comparte|sube|pon) (esto|eso|algo|una foto|mi {{file}}) en {{site}} {_CUANDO}",
        f"(abre|cierra|inicia|instala|actualiza|desinstala|lanza) (el |la |mi |){{program}} {_CUANDO}",
        f"(reinicia|apaga|bloquea|suspende|actualiza|formatea|limpia) (el|la|mi|este|esta) (ordenador|portátil|computadora|sistema|pantalla|equipo) {_CUANDO}",
        f"(entra en|busca en|abre|ve a) {{site}} {_CUANDO}",
        f"(pon|ponme|reproduce|pausa|para|graba|quita) (la |el |algo de |una |un |mi |){{media}} {_CUANDO}",
        f"(pide|pídeme|compra|cómprame|encarga|reserva|resérvame|alquila|vende|trae|tráeme|búscame) (un|una|dos|tres|el|la|unos|unas) {{goods}}( para {{number}}| para {{person}}|) {_CUANDO}",
        f"{_PIDE} (pedir|comprar|encargar|reservar|alquilar|traerme) (un|una|dos|tres|unas) {{goods}} {_CUANDO}",
        f"(paga|cancela|renueva|confirma|cambia|firma|anula) (la|el|mi|esta|este) {{bill}} {_CUANDO}",
        f"(transfiere|envía|paga|manda) {{number}} (euros|dólares|pesos) a {{person}} {_CUANDO}",
        f"(añade|apunta|pon|agrega|anota) {{food}} (a|en) (la lista de la compra|mi lista|la lista de compras|la lista) {_CUANDO}",
        f"(crea|añade|programa|cancela|mueve|pon|organiza) (una|un|mi|la|el) {{event}}( el lunes| para el viernes| para mañana| con {{person}}|) {_CUANDO}",
        f"(apúntalo|anótalo|escríbelo|apunta esto|anota esto)( en mis notas| en la agenda|) {_CUANDO}",
        f"(haz|saca|toma|graba) (una|un) (foto|captura de pantalla|selfi|vídeo|nota|grabación|copia) {_CUANDO}",
        f"(limpia|lava|riega|pasea|pinta|repara|arregla|plancha|seca|vacía|llena|corta|lleva|trae|ordena|barre|cocina|calienta|esconde|dale de comer a|da de comer a) (el|la|los|las|mi|mis) {{chore}} {_CUANDO}",
        f"{_PIDE} (limpiar|lavar|regar|pasear|pintar|reparar|arreglar|planchar|vaciar|ordenar|barrer|cocinar|dar de comer a) (el|la|los|las|mi|mis) {{chore}} {_CUANDO}",
        f"me (imprimes|escaneas|mandas|envías|borras|buscas|guardas|compartes|copias|subes|descargas) (el|la|los|las|este|esta|mis|mi) {{file}} {_CUANDO}",
        f"me (llamas a|avisas a|escribes a|despiertas a|buscas a) {{person}} {_CUANDO}",
        f"me (enciendes|apagas|subes|bajas|pones|quitas) (el|la|los|las) {{device}}( de la {{room}}|) {_CUANDO}",
        f"me (pides|compras|reservas|traes|encuentras|consigues) (un|una|dos|unos|unas) {{goods}} {_CUANDO}",
        f"(hazme|prepárame|tráeme|cocíname|sírveme) (un|una|unas|unos|) {{food}} {_CUANDO}",
    ),
}
# Words of a slot; a hyphen joins those of one expression.
_SLOTS: dict[str, dict[str, str]] = {
    "en": {
        "device": (
            "light lights lamp tv television heating heater radio fan oven kettle dishwasher washing-machine vacuum-cleaner robot "
            "air-conditioning speaker speakers music volume alarm router printer camera projector iron toaster freezer stove "
            "screen coffee-machine microwave dryer sprinkler boiler humidifier monitor computer phone wifi bluetooth christmas-tree"
        ),
        "room": "kitchen bedroom bathroom garden hall living-room garage office cellar attic dining-room house corridor nursery",
        "opening": (
            "door doors window windows blinds curtains shutters garage-door gate front-door back-door car drawer cupboard safe roof "
            "balcony-door awning trunk skylight"
        ),
        "person": (
            "mum mom dad grandma grandpa my-mother my-father my-wife my-husband my-brother my-sister my-boss my-doctor my-friend "
            "john anna maria peter the-police the-neighbour the-plumber the-dentist my-son my-daughter paul laura my-aunt the-school "
            "the-bank my-teacher everyone the-office tim my-cousin"
        ),
        "message": "message text email mail letter postcard card note reply voicemail invitation link photo reminder",
        "file": (
            "file files photo photos picture pictures document documents folder emails email messages notes video videos contacts "
            "music page letter report presentation history screenshot homework password passwords calendar invoice recording "
            "downloads chats spreadsheet book"
        ),
        "site": (
            "facebook twitter instagram youtube google whatsapp the-internet wikipedia my-blog the-website linkedin tiktok the-cloud "
            "amazon telegram netflix"
        ),
        "program": (
            "firefox chrome browser spotify terminal calculator email word excel discord steam settings zoom editor calendar app "
            "game camera skype file-manager libreoffice maps photoshop"
        ),
        "media": (
            "music song songs jazz movie film radio podcast video playlist album audiobook news rock-music piano-music series "
            "football-match show relaxing-music next-song channel-five documentary"
        ),
        "goods": (
            "pizza taxi cab burger ticket tickets flight hotel room table book books flowers shoes groceries train-ticket car "
            "bicycle phone present cake milk bread coffee meal sandwich chair bottle-of-wine dress umbrella toys batteries seat"
        ),
        "bill": (
            "bill rent electricity-bill invoice subscription appointment reservation order flight contract insurance taxes phone-bill "
            "meeting booking fine account mortgage water-bill"
        ),
        "food": (
            "milk eggs bread coffee tea cake butter soup apples rice a-sandwich dinner lunch breakfast cheese tomatoes juice water "
            "pasta a-pancake salad chicken sugar soap"
        ),
        "event": "appointment meeting event reminder party call lunch date trip lesson birthday entry note",
        "chore": (
            "dishes floor dog cat plants flowers car clothes trash kitchen windows bike grass house shirt dinner garden room bed fish "
            "carpet horse baby roof wall fence chicken soup table bath laundry rabbit shoes bin"
        ),
        "hour": "six seven eight nine noon five midnight half-past-six ten-o'clock",
        "number": "two three four ten twenty fifty twenty-one a-hundred eighteen thirty five two-hundred a-hundred-and-eighty sixty",
    },
    "es": {
        "device": (
            "luz luces lámpara tele televisión calefacción radio ventilador horno lavavajillas lavadora aspiradora robot música "
            "aire-acondicionado altavoz volumen alarma router impresora cámara plancha tostadora congelador cocina pantalla cafetera "
            "microondas secadora caldera ordenador móvil wifi bluetooth estufa árbol-de-navidad"
        ),
        "room": "cocina habitación terraza entrada casa oficina sala bodega escalera calle",
        "opening": (
            "puerta puertas ventana ventanas persianas cortinas garaje verja puerta-del-garaje puerta-principal coche cajón armario "
            "techo toldo balcón maletero persiana"
        ),
        "person": (
            "mamá papá la-abuela el-abuelo mi-madre mi-padre mi-mujer mi-marido mi-hermano mi-hermana mi-jefe mi-amigo juan ana maría "
            "pedro la-policía el-vecino el-fontanero el-dentista mi-hijo mi-hija pablo laura mi-tía el-colegio el-banco todos mi-primo "
            "el-médico el-doctor"
        ),
        "message": "mensaje correo email whatsapp recado sms enlace regalo audio",
        "file": (
            "archivo archivos foto fotos documento documentos carpeta correos correo mensajes notas vídeo vídeos contactos música "
            "página carta informe presentación historial captura deberes contraseña contraseñas calendario factura grabación "
            "descargas libro"
        ),
        "site": (
            "facebook twitter instagram youtube google whatsapp internet wikipedia mi-blog la-web linkedin tiktok la-nube amazon "
            "telegram netflix"
        ),
        "program": (
            "firefox chrome navegador spotify terminal calculadora correo word excel discord steam ajustes zoom editor calendario "
            "aplicación juego cámara skype mapas papelera"
        ),
        "media": (
            "música canción jazz película radio podcast vídeo lista-de-reproducción disco audiolibro noticias rock piano serie partido "
            "programa música-relajante siguiente-canción canal-cinco documental"
        ),
        "goods": (
            "pizza taxi hamburguesa entrada entradas vuelo hotel habitación mesa libro libros flores zapatos billete billetes coche "
            "bicicleta móvil regalo tarta leche pan café comida bocadillo silla botella-de-vino vestido paraguas juguetes pilas"
        ),
        "bill": (
            "factura alquiler factura-de-la-luz recibo suscripción cita reserva pedido vuelo contrato seguro impuestos reunión multa "
            "cuenta hipoteca factura-del-agua"
        ),
        "food": (
            "leche huevos pan café té tarta mantequilla sopa manzanas arroz bocadillo cena desayuno queso tomates zumo agua pasta "
            "ensalada pollo azúcar jabón"
        ),
        "event": "cita reunión evento recordatorio fiesta llamada comida viaje clase cumpleaños nota",
        "chore": (
            "platos suelo perro gato plantas flores coche ropa basura cocina ventanas bici césped casa camisa cena jardín habitación "
            "cama peces alfombra caballo bebé tejado pared valla sopa mesa conejo zapatos papelera"
        ),
        "hour": "seis siete ocho nueve cinco doce ocho-y-media diez",
        "number": "dos tres cuatro diez veinte cincuenta veintiuno cien dieciocho treinta cinco doscientos ciento-ochenta sesenta",
    },
}
_WORDS = {
    lang: {slot: tuple(word.replace("-", " ") for word in words.split()) for slot, words in table.items()}
    for lang, table in _SLOTS.items()
}
_REFUSALS: Texts = {
    "en": (
        "I can't do that. I can answer short questions, and set timers and alarms.",
        "Sorry, I can't do that. Ask me a simple question, or for a timer.",
    ),
    "es": (
        "No puedo hacer eso. Puedo contestar preguntas cortas y poner temporizadores y alarmas.",
        "Lo siento, no puedo hacer eso. Hazme una pregunta sencilla o pídeme un temporizador.",
    ),
}


def requests(s: Sampler) -> list[Turn]:
    filled = {slot: s.choice(words) for slot, words in _WORDS[s.lang].items()}
    if s.chance(0.15):
        filled["person"] = slots(s)["name"]
    user = " ".join(s.ask(_REQUESTS, **filled).replace(" a el ", " al ").split())
    return [Turn(user, s.choice(_REFUSALS[s.lang]), "requests", held_out=s.held_out)]


def is_refusal(reply: str) -> bool:
    """Whether the reply is one of those that the starter gives to a request for an effect."""
    return any(reply in replies for replies in _REFUSALS.values())
