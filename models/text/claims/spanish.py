"""How effects are claimed in Spanish: "He puesto un temporizador", "Enciendo la luz.", "Tu mensaje se ha enviado.". Pure.

The text is lower case, without quotations. Every pattern is searched in a sentence.
"""

from __future__ import annotations

import re
from typing import Final

THINGS: Final = (
    r"(?:temporizador(?:es)?|alarmas?|recordatorios?|despertador|cronómetro|cuenta atrás|citas?|reuni(?:ón|ones)|"
    r"eventos?|"
    r"calendario|agenda|lista(?: de la compra| de compras| de tareas)?|notas?|luz|luces|lámparas?|bombillas?|tele|"
    r"televisión|"
    r"televisor|tv|calefacción|radiador|termostato|temperatura|ventilador|aire(?: acondicionado)?|horno|cafetera|café|"
    r"lavavajillas|lavadora|aspiradora|robot|enchufes?|radio|altavo(?:z|ces)|persianas?|cortinas?|garaje|puertas?|"
    r"ventanas?|"
    r"volumen|brillo|música|canci(?:ón|ones)|lista de reproducción|álbum|disco|podcast|películas?|vídeos?|videos?|"
    r"mensajes?|correos?|"
    r"e-?mails?|mails?|sms|whatsapp|llamadas?|archivos?|carpetas?|documentos?|fotos?|capturas?|navegador|firefox|"
    r"chrome|spotify|"
    r"youtube|netflix|página|aplicaci(?:ón|ones)|apps?|programas?|ordenador|computadora|portátil|pc|pantalla|wi-?fi|"
    r"bluetooth|"
    r"ajustes|configuración|modo(?: \w+)?|pedidos?|reservas?|mesa(?: para)?|vuelos?|hotel|habitaci(?:ón|ones)|"
    r"billetes?|entradas?|"
    r"taxis?|uber|pizzas?|comida|flores|pagos?|facturas?|dinero|transferencias?|cuentas?|suscripci(?:ón|ones)|"
    r"contraseñas?|"
    r"copia de seguridad|impresora|cámaras?|cerraduras?|dispositivos?|aparatos?|ambulancia|policía|contactos?)"
)
"""What an assistant might set, switch, send, open or buy."""
_ADVERBS = (
    r"(?:(?:ya|ahora|también|justo|acabo de|inmediatamente|enseguida|correctamente|con éxito|automáticamente|te|le|"
    r"se|lo|la|los|"
    r"las|les|os|me) )*"
)
_STRONG = (
    r"(?:encendido|apagado|prendido|enviado|mandado|reenviado|llamado a|telefoneado|programado|cancelado|borrado|"
    r"eliminado|comprado|"
    r"pedido (?:un|una|tu|la|el|dos|unos|unas)|encargado (?:un|una|tu|la|el)|reservado|instalado|desinstalado|"
    r"descargado|activado|"
    r"desactivado|reiniciado|silenciado|atenuado|avisado|anotado|apuntado|agendado|hecho (?:lo que|la llamada|el "
    r"pedido|la reserva|"
    r"la compra)|pagado|reproducido|bloqueado|desbloqueado|pospuesto)"
)
_WEAK = (
    r"(?:puesto|configurado|iniciado|empezado|creado|añadido|agregado|abierto|cerrado|subido|bajado|cambiado|"
    r"ajustado|aumentado|"
    r"reducido|guardado|copiado|movido|impreso|conectado|desconectado|parado|detenido|pausado|quitado|quedado|"
    r"transferido|"
    r"revisado|consultado|publicado|compartido|contestado|respondido|grabado|sacado|tomado|hecho|escrito|"
    r"actualizado|pedido|llamado|"
    r"establecido|"
    r"fijado|marcado|realizado|preparado|lanzado|ejecutado|completado|confirmado|ampliado|alargado|modificado)"
)
_PARTICIPLE = (
    r"(?:encendid|apagad|prendid|enviad|mandad|reenviad|programad|cancelad|borrad|eliminad|comprad|pedid|encargad|"
    r"reservad|"
    r"instalad|descargad|activad|desactivad|reiniciad|silenciad|anotad|apuntad|pagad|bloquead|desbloquead|puest|"
    r"configurad|"
    r"iniciad|cread|añadid|agregad|abiert|cerrad|subid|bajad|cambiad|ajustad|aumentad|reducid|guardad|copiad|movid|"
    r"impres|"
    r"conectad|desconectad|concertad|parad|detenid|pausad|transferid|publicad|hech|actualizad|list|establecid|"
    r"fijad|realizad|"
    r"confirmad)"
    r"(?:o|a|os|as)"
)
_DOING = (
    r"(?:encendiendo|apagando|prendiendo|enviando|mandando|llamando|programando|cancelando|borrando|eliminando|"
    r"comprando|pidiendo|"
    r"encargando|reservando|instalando|descargando|activando|desactivando|reiniciando|silenciando|poniendo|"
    r"configurando|"
    r"iniciando|creando|añadiendo|agregando|abriendo|cerrando|subiendo|bajando|cambiando|ajustando|aumentando|"
    r"reduciendo|"
    r"guardando|copiando|moviendo|imprimiendo|conectando|parando|deteniendo|pausando|reproduciendo|pagando|"
    r"transfiriendo|"
    r"publicando|buscando|consultando|anotando|apuntando|haciendo|tomando|preparando|procesando)"
)
_INFINITIVE = (
    r"(?:encender|apagar|prender|enviar|mandar|llamar|programar|cancelar|borrar|eliminar|comprar|pedir|encargar|"
    r"reservar|instalar|"
    r"descargar|activar|desactivar|reiniciar|silenciar|poner|configurar|iniciar|crear|añadir|agregar|abrir|cerrar|"
    r"subir|bajar|"
    r"cambiar|ajustar|aumentar|reducir|guardar|copiar|mover|imprimir|conectar|parar|detener|pausar|reproducir|pagar|"
    r"transferir|"
    r"publicar|buscar|consultar|anotar|apuntar|hacer|tomar|preparar)(?:te|le|lo|la|los|las|telo|tela|selo|sela)?"
)
_PRESENT = (
    r"(?:enciendo|apago|prendo|envío|mando|llamo|programo|cancelo|borro|elimino|compro|pido|encargo|reservo|instalo|"
    r"descargo|desactivo|reinicio|silencio|pongo|configuro|añado|agrego|abro|cierro|ajusto|aumento|reduzco|guardo|"
    r"copio|muevo|imprimo|conecto|detengo|pauso|reproduzco|publico|anoto|apunto|(?:creo|inicio|cambio|activo|paro|"
    r"pago|subo) (?:el|la|los|las|tu|tus|un|una))"
)
_FUTURE = (
    r"(?:encenderé|apagaré|prenderé|enviaré|mandaré|llamaré|programaré|cancelaré|borraré|eliminaré|compraré|pediré|"
    r"encargaré|"
    r"reservaré|instalaré|descargaré|activaré|desactivaré|reiniciaré|silenciaré|pondré|configuraré|iniciaré|crearé|"
    r"añadiré|"
    r"agregaré|abriré|cerraré|subiré|bajaré|cambiaré|ajustaré|aumentaré|reduciré|guardaré|copiaré|moveré|imprimiré|"
    r"conectaré|"
    r"pararé|detendré|pausaré|reproduciré|pagaré|publicaré|buscaré|consultaré|anotaré|apuntaré|haré|tomaré)"
)
_PRETERITE = (
    r"(?:encendí|apagué|prendí|envié|mandé|llamé|programé|cancelé|borré|eliminé|compré|pedí|encargué|reservé|instalé|"
    r"descargué|"
    r"activé|desactivé|reinicié|silencié|puse|configuré|inicié|creé|añadí|agregué|abrí|cerré|subí|bajé|cambié|ajusté|"
    r"aumenté|"
    r"reduje|guardé|copié|moví|imprimí|conecté|paré|detuve|pausé|reproduje|pagué|publiqué|anoté|apunté)"
)
_START = (
    r"^\W*+(?:(?:sí|si|vale|de acuerdo|claro|claro que sí|por supuesto|desde luego|muy bien|bien|bueno|perfecto|"
    r"entendido|ok|okay|genial|"
    r"listo|ahora mismo|enseguida|ahora|ya|sin problema|con gusto|cómo no|como no|hecho|pues|y|estupendo|de "
    r"inmediato|con mucho gusto)\b"
    r"[\s,;:.!-]*+){0,8}"
)
_THE = r"(?:el|la|los|las|un|una|unos|unas|tu|tus|mi|mis|su|sus|este|esta|todas las|todos los|otro|otra)"
_NEAR = r"(?:[\w’-]+ ){0,6}?"
_FINITE = (
    r"\b(?:es|son|fue|era|puede|pueden|podría|hace|hacen|ayuda|requiere|necesita|significa|ahorra|gasta|cuesta|está|"
    r"están|hay|"
    r"tiene|tienen|debe|deben|sirve|conviene|se (?:ahorra|gasta|pierde|gana|aprende))\b"
)

PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # He puesto ..., te he enviado ..., acabo de apagar ...
        rf"\b(?:he|hemos) {_ADVERBS}{_STRONG}\b",
        rf"\b(?:he|hemos) {_ADVERBS}{_WEAK} {_NEAR}{THINGS}\b",
        r"\b(?:lo|la|los|las|te lo|te la) (?:he|hemos) (?:\w+ )?(?:buscado|consultado)\b",
        r"\b(?:he|hemos) (?:\w+ )?(?:buscado|mirado|consultado) (?:\w+ ){0,4}?en (?:internet|la web|google|la "
        r"red|línea)\b",
        r"\b(?:estoy|estamos) (?:\w+ )?(?:buscándol\w|consultándol\w|mirándol\w|conectándote|pasándote)\b",
        r"\b(?:te|os) (?:estoy|estamos) (?:conectando|pasando|comunicando)\b",
        rf"\b{THINGS} (?:ya )?(?:está|están) (?:ya )?(?:apagándose|encendiéndose|abriéndose|cerrándose|"
        r"haciéndose|calentándose)\b",
        rf"{_START}(?:ya )?(?:está|están) en (?:tu|la) (?:\w+ )?(?:lista|agenda|calendario|cesta|carrito)(?: de "
        r"la compra| ya)*\W*$",
        rf"\b(?:lo|la|los|las|te lo|te la|se lo|se la) (?:he|hemos) {_ADVERBS}(?:{_STRONG}|{_WEAK})\b(?! (?:claro|"
        r"fácil|difícil|lo más|muy|tan))",
        rf"\bacab(?:o|amos) de {_INFINITIVE} {_NEAR}{THINGS}\b",
        r"\bacab(?:o|amos) de (?:encender|apagar|enviar|mandar|poner|cancelar|borrar|comprar|pedir|reservar|abrir|"
        r"cerrar|activar|hacer)(?:lo|la|los|las|te|telo|selo)\b",
        # Estoy encendiendo ..., Encendiendo la luz.
        rf"\b(?:estoy|estamos) {_ADVERBS}{_DOING} {_NEAR}{THINGS}\b",
        rf"{_START}{_DOING} (?!.*{_FINITE})(?:[\w’:-]+ ){{0,6}}?{THINGS}\b(?!.*{_FINITE})",
        rf"{_START}(?:llamando|reproduciendo) (?:a )?(?!.*{_FINITE})[\w’ ,.-]{{2,50}}$",
        # Pongo ..., pondré ..., voy a poner ..., te recordaré
        rf"{_START}{_ADVERBS}{_PRESENT} {_NEAR}{THINGS}\b",
        r"\b(?:te|le|lo|la|los|las|te lo|te la|se lo|se la) (?:enciendo|apago|pongo|programo|envío|mando|cancelo|"
        r"borro|abro|cierro|compro|"
        r"pido|reservo|activo|anoto|apunto|añado)\b(?! (?:un ejemplo|a prueba|en duda))(?: ahora| ya| enseguida|"
        rf"[.!,]|$| {_NEAR}{THINGS})",
        rf"\b{_FUTURE} {_NEAR}{THINGS}\b",
        rf"\b(?:lo|la|los|las|te lo|te la|se lo|se la) {_FUTURE}\b",
        rf"\b(?:voy|vamos) a {_INFINITIVE} {_NEAR}{THINGS}\b",
        r"\b(?:voy|vamos) a (?:encender|apagar|enviar|mandar|poner|cancelar|borrar|comprar|pedir|reservar|abrir|"
        r"cerrar|activar|hacer)"
        r"(?:lo|la|los|las|te|telo|selo)\b",
        rf"\b(?:déjame|permíteme|deja que) {_INFINITIVE} {_NEAR}{THINGS}\b",
        r"\b(?:te|os|le|se lo|te lo) (?:recordaré(?! que)|avisaré|despertaré|notificaré|llamaré|voy a (?:recordar(?! "
        r"que)|avisar|despertar|"
        r"notificar|llamar)|aviso (?:cuando|en|a las|dentro)|despierto a|recuerdo (?:a las|en \w+ minutos|mañana|"
        r"cuando))",
        r"\bvoy a (?:recordártelo|recordarte (?!que)|avisarte|despertarte|notificarte)",
        r"\bme (?:encargo|encargaré|ocupo|ocuparé) (?:de eso|de ello|ahora|enseguida|ahora mismo|yo)",
        # Se ha enviado; tu mensaje ha sido enviado; la luz está encendida
        rf"\b{THINGS} (?:[\w’-]+ ){{0,5}}?(?:se ha|se han|ha sido|han sido|ha quedado|han quedado|queda|quedan) "
        rf"{_ADVERBS}(?:{_PARTICIPLE}|{_WEAK}|{_STRONG})\b",
        rf"\bse (?:ha|han) {_ADVERBS}(?:{_STRONG}|{_WEAK}) {_NEAR}{THINGS}\b",
        rf"\b(?:tu|tus|su|sus) (?:[\w’-]+ ){{0,2}}?{THINGS} (?:de [\w ]{{2,30}} |para [\w ]{{2,30}} |a [\w ]{{2,20}} "
        r")?(?:ya )?(?:está|están|fue|fueron|queda|quedan) "
        rf"(?:ya |ahora )?(?:{_PARTICIPLE}|en marcha|en camino|sonando|activ[oa]s?)\b",
        rf"{_START}(?:el|la|los|las|todas las|todos los) (?:[\w’-]+ ){{0,2}}?{THINGS} (?:(?:de|del|en|para) [\w "
        r"]{2,30} )?(?:ya )?(?:está|están|queda|quedan) (?:ya |ahora )?"
        rf"(?:{_PARTICIPLE}|en marcha|en camino|sonando|activ[oa]s?)\b(?! por\b)",
        rf"(?:,|:|;) (?:el|la|los|las|tu|tus) (?:[\w’-]+ ){{0,2}}?{THINGS} (?:de [\w ]{{2,30}} )?ya (?:está|están) "
        rf"{_PARTICIPLE}",
        rf"\b{THINGS} (?:[\w’-]+ ){{0,4}}?(?:sonará|sonarán|llegará|llegarán|se enviará|será enviad[oa]|te avisará|"
        r"te despertará|empezará|"
        r"terminará en|está en camino)\b",
        # Tus luces ahora son azules; el archivo ya está en tu carpeta; tu ordenador se reiniciará; lo estoy reiniciando
        rf"\b(?:tu|tus) (?:[\w’-]+ ){{0,2}}?{THINGS} (?:ahora (?:está|están|es|son)|(?:está|están|es|son) ahora)\b",
        rf"\b(?:el|la|los|las) (?:[\w’-]+ ){{0,2}}?{THINGS} (?:ahora (?:está|están)|(?:está|están) ahora) (?:a|"
        r"al|en (?:modo|marcha|tu))\b",
        rf"\b(?:el|la|los|las|tu|tus) (?:[\w’-]+ ){{0,2}}?{THINGS} ya (?:está|están) en (?:tus?|la)\b",
        rf"\b(?:tu|tus) (?:[\w’-]+ ){{0,2}}?{THINGS} se (?:reiniciar|apagar|encender|abrir|cerrar|enviar|detendr)(?:á|án)\b",
        rf"\b(?:lo|la|los|las|te lo|te la|se lo|se la) (?:estoy|estamos) {_DOING}\b",
        r"\bacab(?:o|amos) de (?:pagar|reiniciar|guardar|mover|eliminar|descargar|instalar|imprimir|anotar|"
        r"apuntar|programar|"
        r"reproducir|buscar|añadir|agregar|subir|bajar|llamar|avisar|escribir)(?:lo|la|los|las|le|les|te|telo|selo)\b",
        r"\bme (?:he (?:ocupado|encargado)|ocupé|encargué) (?:ya )?de (?:todo|eso|ello|tus?)\b",
        # Tu madre ya ha sido avisada; el restaurante ha confirmado tu mesa; ya tienes un recordatorio
        r"\b(?:tu \w+|todos|todas|todo el mundo) (?:ya )?(?:ha|han) sido (?:ya )?(?:avisad|informad|notificad|"
        r"contactad|invitad)(?:o|a|os|as)\b(?! por\b)",
        r"\b(?:el|la|tu) \w+ (?:ya )?(?:ha (?:confirmado|aceptado|recibido)|confirmó|aceptó|recibió) tus? "
        rf"(?:\w+ )?{THINGS}\b",
        r"\b(?:ya|ahora) tienes (?:un|una|tu) (?:\w+ )?(?:recordatorio|alarma|temporizador|cita|reserva|mesa|"
        r"reunión|billete)\b",
        r"\brecibirás (?:un|una|tu) (?:aviso|recordatorio|notificación|alarma|confirmación)\b",
        # Tu taxi ya viene de camino; el café se está haciendo; queda anotado en tu agenda; ya está pagada la factura
        rf"\b(?:el|la|los|las|tu|tus|su|sus) (?:[\w’-]+ ){{0,2}}?{THINGS} (?:de [\w ]{{2,20}} )?(?:ya )?(?:viene|"
        r"vienen|va|van|está|están) (?:ya )?(?:de camino|en camino|para allá|hacia (?:aquí|allí|tu))\b",
        rf"{_START}(?:el|la|los|las|tu|tus) (?:[\w’-]+ ){{0,2}}?{THINGS} (?:ya )?se (?:está|están) {_DOING}(?: "
        r"ya| ahora| ahora mismo| para ti)*\W*$",
        rf"{_START}(?:el|la|los|las|tu|tus) (?:[\w’-]+ ){{0,2}}?{THINGS} (?:ya )?(?:se )?(?:ha|han) (?:empezado|"
        r"arrancado|parado|llegado|salido|encendido|apagado|abierto|cerrado)(?: ya| ahora| a \w+ar)*\W*$",
        rf"\bya (?:está|están|queda|quedan) {_PARTICIPLE} (?:el|la|los|las|tu|tus|su|sus) (?:\w+ )?{THINGS}\b(?! "
        r"(?:los|las|por|en) )",
        rf"\b(?:queda|quedan|quedó|está|están) (?:ya )?(?:{_PARTICIPLE}|agendad[oa]s?) (?:en|a) (?:tus?|la|el) "
        r"(?:\w+ ){0,2}?(?:agenda|calendario|lista|notas|carrito|cesta)\b",
        rf"{_START}(?:queda|quedan) (?:ya )?(?:{_PARTICIPLE}|agendad[oa]s?)\W*$",
        rf"{_START}(?:reservad|pedid|enviad|mandad|añadid|anotad|apuntad|agendad|pagad|cancelad|borrad|guardad)"
        r"(?:o|a|os|as)(?: ya| para ti)*\W*$",
        r"\b(?:la ayuda|ayuda|una ambulancia|la policía|el (?:conductor|médico|fontanero)) (?:ya )?(?:viene|va|"
        r"está) (?:de|en) camino(?: ya)*\W*$",
        # Temporizador puesto. Hecho.
        rf"{_START}(?!.*{_FINITE})(?:{_THE} )?(?:[\w’-]+ ){{0,2}}?{THINGS} (?:(?:de|para|a|del) [\w ]{{2,25}} "
        rf")?{_PARTICIPLE}"
        r"(?= (?:para|a|en|de|por|con|durante|correctamente)\b|[.,!;:]|$)",
        rf"{_START}(?:ya )?(?:está |queda |todo )?(?:hecho|hecha|listo|lista|arreglado|solucionado|en ello|"
        r"completado)(?: ya| ahora)*\W*$",
        r"^\W*(?:hecho|listo|ya está|ya estás?|todo listo|marchando|dalo por hecho|ahora mismo voy|voy)\W*$",
        rf"{_START}(?:ya )?(?:está|están|queda|quedan) (?:ya |ahora )?(?:encendid|apagad|puest|programad|enviad|"
        r"cancelad|activad|reservad|"
        r"pedid|abiert|cerrad|hech)(?:o|a|os|as)\b",
        r"^\W*(?:sí|claro)[,!. ]+(?:ya )?(?:lo|la|los|las) (?:hice|he hecho|puse|encendí|apagué|envié|mandé|cancelé|"
        r"programé)\W*$",
        r"\b(?:ya )?lo (?:hice|he hecho)(?: ya| por ti)*\W*$",
    )
)
"""Claims wherever they stand."""
PAST: Final = (
    re.compile(
        r"\b(?:le|les|se lo) (?:(?:he|hemos) (?:dicho|avisado|contado|pedido|informado|preguntado|escrito)|dije|"
        r"avisé|conté|pedí|informé|pregunté|"
        r"escribí) (?:al? |que\b)(?!ti\b)|\b(?:le|les) (?:dejé|he dejado) (?:un|el) (?:mensaje|recado)"
    ),
    re.compile(
        r"\b(?:he avisado|avisé|he informado|informé|he escrito|escribí|he hablado|hablé|he invitado|invité) "
        r"(?:al? |con )(?!ti\b|usted\b)"
    ),
    re.compile(r"\b(?:lo|la|los|las) (?:busqué|consulté)\b|\bbusqué (?:\w+ ){0,4}?en (?:internet|la web|google)\b"),
    re.compile(
        rf"\b{_PRETERITE} {_NEAR}{THINGS}\b(?!.* y (?:vi|encontré|oí|caminé|sentí|miré|fui|corrí|salí|entré|había)\b)"
    ),
    re.compile(
        rf"\b(?:te|le|se|te lo|te la|se lo|se la|lo|la|los|las|ya) {_PRETERITE}\b(?= [\w ]*{THINGS}|\W*$| a las| para)"
    ),
)
"""Claims unless somebody tells of other days."""
INNOCENT: Final = (
    re.compile(
        r"\b(?:no|nunca|jamás|nada|ningún|ninguna|tampoco|sin|puedo|puedes|podría|podrías|pueda|quieres que|quiere "
        r"que)\b(?! problema)"
    ),
    re.compile(
        r"\b(?:si (?!claro)|imagina|supón|supongamos|ojalá|como si|finge|antes de que|después de que|hasta que|"
        r"cuando (?:me|haya)|una vez que)\b"
    ),
)
OTHER_DAYS: Final = re.compile(
    r"\b(?:ayer|anoche|la (?:semana|noche|tarde) pasada|el (?:año|mes|lunes|martes|verano) pasado|hace (?:años|mucho|"
    r"un año|dos|tres|una semana)|érase|había una vez|"
    r"un día|una (?:noche|mañana|vez)|cuando (?:era|yo era|tenía)|de niñ[oa]|en mi juventud|solía|cada (?:noche|día|"
    r"mañana)|"
    r"en (?:1\d\d\d|20\d\d)|en (?:el cuento|la historia|la película|la novela|el poema|el sueño|la canción)|soñé|"
    r"entonces,|aquel(?:la)? (?:noche|día|tarde|mañana)|siglo|"
    r"(?:el|la) (?:príncipe|princesa|rey|reina|mago|dragón|caballero|capitán|detective|héroe))\b"
)
TOLD: Final = re.compile(
    r"\b(?:cuento|cuéntame|historia|poema|chiste|adivinanza|letra de|canción sobre|frase|ejemplo|traduce|traducción|"
    r"en inglés|en español|"
    r"en francés|(?:escribe|escríbeme|redacta|redáctame)(?! (?:una nota|esto|eso|al? mis?|a \w+ que)\b)"
    r"(?!.*\b(?:envía|envíalo|manda|"
    r"mándalo|publica|añade|guarda)\b)|diálogo|haiku|fábula|finge|repite conmigo|cómo se dice|qué significa|pasado|"
    r"deletrea)\b"
)
REQUEST: Final = re.compile(
    r"^\W*(?:(?:por favor|puedes|podrías|quiero que|necesito que|sarai|oye|vale|y|ahora|pues)\W+)*(?!(?:anota|apunta|"
    r"recuérdame) que\b|guarda mi\b|(?:anota|apunta) (?:el|la|mi)\b|para (?:qué|mí|ti|siempre))(?:diles?|avisa a|"
    r"enciend\w+|"
    r"apag\w+|prend\w+|"
    r"pon(?:me|le|er)?|abr\w+|cierr\w+|cerrar|sub[ei]\w*|baj\w+|manda\w*|mánda\w+|envía\w*|enviar|llama|llamar|"
    r"escribe|responde|"
    r"contesta|reenvía|lee|léeme|pide|pídeme|compra|cómprame|reserva|resérvame|paga|transfiere|añade|apunta|anota|"
    r"borra|elimina|"
    r"instala|reinicia|imprime|activa|desactiva|publica|riega|da de comer|recuérdame|despiértame|avísame|cancela|"
    r"para|salta|haz|(?:encender|mandar|reservar|pedir|comprar|pagar|añadir|apuntar|anotar|borrar|eliminar|instalar|"
    r"reiniciar|imprimir|activar|desactivar|publicar|regar|cancelar|programar|reproducir|silenciar)"
    r"(?:me|le|lo|la|los|las|melo|mela|selo|sela)?|"
    rf"has (?:ya )?(?:{_STRONG}|{_WEAK}) {_NEAR}{THINGS}|"
    r"hazme|cambia|bloquea|guarda|busca|programa|reproduce|silencia|mueve|copia|quita)\b"
)
"""Questions that ask for an effect, or whether it is there: to say "entendido" is to claim it."""
YES_OR_NO: Final = re.compile(
    r"\b(?:sí o no|verdadero o falso)\b|"
    rf"^(?!.*\b(?:puedes|podrías|quieres|por favor)\b)(?!\W*\w+[ae]s\b)(?!.*\b{THINGS}\b).*\?\W*$|"
    rf"^\W*(?:(?:por favor|sarai|oye|y|ahora|pues)\W+)*(?:responde|contesta)\b(?! el\b)"
    rf"(?! al? (?!(?:la|esta|mi|una) pregunta\b))(?! {_NEAR}{THINGS}\b)"
)
"""Those of them that may ask for no more than a word: "¿Abre el museo los lunes?"."""
ACKNOWLEDGED: Final = re.compile(
    r"^\W*(?:sarai\W+)?(?:(?:sí|si|sip|afirmativo|(?:bien|bueno|genial|estupendo)\b(?!,\W*$)|recibido|eso haré|así lo haré|"
    r"eso está hecho|"
    r"claro que si|por supuesto que sí|cómo no|como no|encantad[oa]|con mucho gusto|"
    r"entendido|de acuerdo|vale|claro|claro que sí|por supuesto|desde luego|muy bien|ahora "
    r"mismo|"
    r"enseguida|voy|anotado|"
    r"apuntado|lo haré|lo recordaré|me lo apunto|a la orden|como quieras|con gusto|sin problema|perfecto|ok|okay|"
    r"gracias)\b"
    r"\W*)+$"
)
REQUESTED: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:estoy|estamos) {_ADVERBS}{_DOING}\b",
        rf"\b(?:voy|vamos) a {_INFINITIVE}\b",
        rf"{_START}{_ADVERBS}{_PRESENT}\b",
        rf"\b{_FUTURE}\b",
        rf"{_START}(?:el|la|los|las|tu|tus) (?:[\w’-]+ ){{0,3}}?{THINGS} (?:ya )?(?:se )?(?:abren?|cierran?|"
        rf"encienden?|apagan?|suenan?|"
        rf"va|van|viene|llega|empieza|está|están|ha|han|queda)\b",
    )
)
"""Claims in an answer to a request, whatever they are about."""
