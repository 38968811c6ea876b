"""Everyday knowledge about the body, food, time, weather, nature, numbers, the home and the family, in both languages."""

from models.starter.corpus.grammar import Sampler, Turn

# Ways of asking, English = reply = ways of asking, Spanish = reply. A semicolon parts the patterns.
_TABLE = """
how many (eyes|ears|arms|legs|hands|feet) (do|does) (we|people|a person|humans|you|a human) have;how many (eyes|ears|arms|legs|hands) (do i|should i) have = People have two. = (cuántos|cuántas) (ojos|orejas|brazos|piernas|manos|pies) (tenemos|tiene una persona|tiene la gente) = Las personas tienen dos.
how many (noses|mouths|heads|hearts) (do|does) (we|people|a person|you) have = People have one. = (cuántas|cuántos) (narices|bocas|cabezas|corazones) (tenemos|tiene una persona) = Las personas tienen una.
how many fingers (do|does) (we|people|a person|you|i) have( in all|) = People have ten fingers. = cuántos dedos (tenemos|tiene una persona|tengo)( en las manos|) = Tenemos diez dedos en las manos.
how many fingers are (on|there on) (one|a|each) hand = There are five fingers on a hand. = cuántos dedos (hay en|tiene) (una|cada) mano = Hay cinco dedos en una mano.
how many senses (do|does) (we|people|a person|you) have = We have five senses. = cuántos sentidos (tenemos|tiene una persona|hay) = Tenemos cinco sentidos.
where is (the|your|my) (heart|stomach) = It is in your body. = dónde está el (corazón|estómago) = Está en el cuerpo.
where is (the|your|my) brain = The brain is in the head. = dónde está el cerebro = El cerebro está en la cabeza.
what is (between|in the middle of) (the|your) (foot and the thigh|leg);which joint is in the middle of the leg = The knee. = qué hay en (el medio|la mitad) de la pierna = La rodilla.
what is in the middle of (the|your) arm;which joint is in the middle of the arm = The elbow. = qué hay en (el medio|la mitad) del brazo;cómo se llama la mitad del brazo = El codo.
what (do|does) (you|we|people|a person) wear (on|around) the (hands|hand) in winter;what keeps (your|my) hands warm = Gloves. = qué (nos ponemos|se pone|llevamos) en las manos( en invierno|) = Guantes.
what (do|does) (you|we|people) wear around (the|your) neck = A scarf. = qué (nos ponemos|se pone|llevamos) (en|alrededor de)l cuello;qué se lleva en el cuello = Una bufanda.
what do (you|we|people) do with (the|your|our) (mouth) = We eat and talk with the mouth. = (para qué sirve|qué hacemos con) la boca = Con la boca comemos y hablamos.
what do (you|we|people) do with (the|your|our) (nose) = We smell with the nose. = (para qué sirve|qué hacemos con) la nariz = Con la nariz olemos.
what do (you|we|people) do with (the|your|our) (teeth) = We chew with the teeth. = (para qué sirven|qué hacemos con) los dientes = Con los dientes masticamos.
what do (you|we|people) do with (the|your|our) (hands) = We hold things with the hands. = (para qué sirven|qué hacemos con) las manos = Con las manos cogemos cosas.
what do (you|we|people) do with (the|your|our) (legs|feet) = We walk with them. = (para qué sirven|qué hacemos con) (las piernas|los pies) = Con ellas andamos.
what color is (blood|our blood|human blood) = Blood is red. = de qué color es (la sangre|nuestra sangre) = La sangre es roja.
what grows on (the|your|my) head = Hair grows on the head. = qué (crece en la cabeza|hay encima de la cabeza) = El pelo crece en la cabeza.
what (do|does) (you|we|people) do when (you|we|they) are (tired|sleepy) = We sleep. = qué (hacemos|se hace|hace la gente) cuando (estamos cansados|se está cansado|tenemos sueño|está cansada) = Dormimos.
what (do|does) (you|we|people) do when (you|we|they) are (hungry) = We eat. = qué (hacemos|se hace|hace la gente) cuando (tenemos|se tiene|tiene) hambre = Comemos.
what (do|does) (you|we|people) do when (you|we|they) are thirsty = We drink water. = qué (hacemos|se hace|hace la gente) cuando (tenemos|se tiene|tiene) sed = Bebemos agua.
what (do|does) (you|we|people) do when (something is funny|you hear a joke|they are happy) = We laugh. = qué (hacemos|se hace) cuando algo (es gracioso|nos hace gracia) = Nos reímos.
what (do|does) (you|we|people) do when (you|we|they) are sad = We cry. = qué (hacemos|hace la gente) cuando (estamos tristes|está triste) = Lloramos.
what is (cheese|yogurt|butter) made (of|from|with|out of);what do (you|they|people) make (cheese|yogurt|butter) (from|with|out of) = It is made from milk. = (de|con) qué se (hace|hacen|fabrica) (el queso|el yogur|la mantequilla) = Se hace con leche.
what (is|are) (french fries|chips|fries|mashed potatoes) made (of|from|with|out of) = They are made from potatoes. = (de|con) qué se hacen las patatas fritas;con qué se hace el puré = Se hacen con patatas.
what is (ketchup|tomato sauce|tomato soup) made (of|from|with|out of) = It is made from tomatoes. = (de|con) qué se (hace|hacen) (el kétchup|la salsa de tomate|el gazpacho) = Se hace con tomates.
what is popcorn made (of|from|out of) = Popcorn is made from corn. = (de|con) qué se hacen las palomitas = Las palomitas se hacen con maíz.
what is (jam|marmalade) made (of|from|with|out of) = Jam is made from fruit and sugar. = (de|con) qué se hace la mermelada = La mermelada se hace con fruta y azúcar.
what is (orange juice) made (of|from|with|out of) = It is made from oranges. = (de|con) qué se hace el zumo de naranja = Se hace con naranjas.
what are raisins( made of| made from|) = Raisins are dried grapes. = qué son las pasas = Las pasas son uvas secas.
what is (a cake|cake|bread|pasta) made (of|from|with|out of) = It is made with flour. = (de|con) qué se hace (una tarta|un bizcocho|la pasta) = Se hace con harina.
what is (toast) = Toast is hot brown bread. = qué es una tostada = Una tostada es pan caliente y dorado.
what (fruit|thing) is (long and yellow|yellow and long);which fruit do monkeys like = The banana. = qué fruta es (larga y amarilla|amarilla y larga);qué fruta les gusta a los monos = El plátano.
(which|what|name a) fruit (is|that is) red = Strawberries and cherries are red. = qué fruta es roja;(dime|nombra) una fruta roja = La fresa es roja.
(which|what|name a) fruit (is|that is) (green) = Kiwis and limes are green. = qué fruta es verde;(dime|nombra) una fruta verde = El kiwi es verde.
(which|what|name a) (vegetable) (is|that is) orange = Carrots are orange. = qué verdura es naranja;(dime|nombra) una verdura naranja = La zanahoria es naranja.
(which|what|name a) vegetable (is|that is) green = Lettuce is green. = qué verdura es verde;(dime|nombra) una verdura verde = La lechuga es verde.
which vegetable makes (you|people) cry;what makes you cry when you cut it = The onion. = qué (verdura|alimento) hace llorar;qué hace llorar al cortarla = La cebolla.
what do (you|we|people) (eat|have) for breakfast;what is a good breakfast = Bread, eggs or cereal. = qué se (desayuna|toma para desayunar);qué (desayunamos|desayuna la gente) = Pan, fruta o cereales.
what do (you|we|people) put on (bread|toast) = Butter or jam. = qué se (pone|unta) en (el pan|la tostada) = Mantequilla o mermelada.
what do (you|we|people) put in (coffee|tea) = Milk or sugar. = qué se (pone|echa) (en el café|al café|al té) = Leche o azúcar.
(what|which) meal (do|does) (you|we|people) (eat|have) (in the evening|at night);what do we eat in the evening = Dinner. = qué comida (se toma|hacemos|se hace) por la noche;qué se come por la noche = La cena.
(what|which) meal (do|does) (you|we|people) (eat|have) (at noon|at midday|in the middle of the day) = Lunch. = qué comida (se toma|hacemos|se hace) al mediodía = El almuerzo.
(what|which) meal (do|does) (you|we|people) (eat|have) (first|in the morning);what is the first meal of the day( called|) = Breakfast. = cuál es la primera comida del día;qué comida se (toma|hace) por la mañana = El desayuno.
(is|are) (milk|water|juice|coffee|tea) (a drink|something you drink|a liquid) = Yes, it is a drink. = (es|son) (la leche|el zumo|el café|el té) una bebida = Sí, es una bebida.
can (you|we|people) eat (stones|wood|glass|metal|paper) = No, you can't eat that. = se (puede|pueden) comer (piedras|madera|cristal|metal|papel) = No, eso no se come.
can (you|we|people) (breathe|live) under water = No, people need air. = (podemos|se puede|puede la gente) (respirar|vivir) bajo el agua = No, la gente necesita aire.
can (you|we|people|humans) fly = No, people can't fly. = (podemos|puede la gente|pueden las personas) volar = No, las personas no vuelan.
can (a car|a bike|a train|a bicycle) fly = No, it can't fly. = puede volar (un coche|una bici|un tren) = No, no vuela.
can (a plane|a rocket|an airplane|a helicopter) fly = Yes, it can fly. = puede volar (un avión|un cohete|un helicóptero) = Sí, vuela.
(can|do|does) (a boat|boats|wood|a ship|ice) float( on water|) = Yes, it floats. = flota (un barco|la madera|el hielo)( en el agua|) = Sí, flota.
(can|do|does) (a stone|stones|a rock|iron) float( on water|) = No, it sinks. = flota (una piedra|el hierro|una roca)( en el agua|) = No, se hunde.
what happens (when|if) (you|we) (heat|warm|boil) water;what does boiling water become = It turns into steam. = qué (pasa|ocurre) (si|cuando) (se calienta|calientas|hierve) el agua = Se convierte en vapor.
what happens (when|if) (you|we) (freeze|cool) water;what does water (become|turn into) when it (freezes|is very cold) = It turns into ice. = qué (pasa|ocurre) (si|cuando) se (congela|enfría mucho) el agua;en qué se convierte el agua (al congelarse|congelada) = Se convierte en hielo.
what happens to (ice|snow|an ice cream|butter) (in the sun|when it gets warm|when it is hot|in the heat) = It melts. = qué le pasa (al hielo|a la nieve|a un helado) (al sol|con el calor|cuando hace calor) = Se derrite.
what do (we|you) see in the sky (after the rain|after it rains|when it rains and the sun shines) = A rainbow. = qué (se ve|vemos|sale) en el cielo (después de llover|tras la lluvia|cuando llueve y hace sol) = Un arcoíris.
what do (we|you) see in the sky (at night) = The moon and the stars. = qué (se ve|vemos|hay) en el cielo (de noche|por la noche) = La luna y las estrellas.
what do (we|you) see in the sky (during the day|by day) = The sun and the clouds. = qué (se ve|vemos|hay) en el cielo de día = El sol y las nubes.
what comes (after|with) (lightning) = Thunder. = qué viene después del (relámpago|rayo) = El trueno.
(when|in which season|what season) (does it snow|is it cold|do people ski|do you wear a coat|do we need a coat) = In winter. = (cuándo|en qué estación) (nieva|hace frío|se esquía|se lleva abrigo) = En invierno.
(when|in which season|what season) (is it hot|do people swim|do we go to the beach|are the school holidays|are the days longest) = In summer. = (cuándo|en qué estación) (hace calor|se va a la playa|hace más calor|son los días más largos) = En verano.
(when|in which season|what season) do (the |)leaves fall = In autumn. = (cuándo|en qué estación) (caen|se caen) las hojas = En otoño.
(when|in which season|what season) do (the |)(flowers bloom|flowers grow|flowers come out|trees get new leaves) = In spring. = (cuándo|en qué estación) (salen|florecen|nacen|brotan) las flores = En primavera.
(which|what) season is (december|january|february) in;(is|what season is it in) (december|january|february) = It is winter in the north. = en qué estación (cae|está|es) (diciembre|enero|febrero) = En el norte es invierno.
(which|what) season is (july|june|august) in;what season is it in (july|august) = It is summer in the north. = en qué estación (cae|está|es) (julio|agosto) = En el norte es verano.
(which|what) season is (april|may) in;what season is it in (april|may) = It is spring in the north. = en qué estación (cae|está|es) (abril|mayo) = En el norte es primavera.
(which|what) season is (october|november) in;what season is it in (october|november) = It is autumn in the north. = en qué estación (cae|está|es) (octubre|noviembre) = En el norte es otoño.
how many seasons (are there|does a year have|are in a year) = There are four seasons. = cuántas estaciones (hay|tiene el año|son) = Hay cuatro estaciones.
(what|which) (days|are the days) (of|are|make) the weekend;what are the weekend days = Saturday and Sunday. = (cuáles son los|qué) días (son |tiene |del |de )(el |)fin de semana = Sábado y domingo.
(is|are) (saturday|sunday) (a weekend day|part of the weekend|on the weekend) = Yes, it is. = es (el sábado|el domingo) fin de semana = Sí, lo es.
(which|what) month (is|has) (christmas|the last one|new year's eve)( in|);what month is christmas in = December. = en qué mes (es|cae) (la navidad|navidad|nochebuena|nochevieja) = En diciembre.
(when|what day|on what day) is (new year's day|new year) = It is on the first of January. = (cuándo|qué día) es el día de año nuevo = Es el uno de enero.
(when|what day) is (christmas eve) = It is on the twenty fourth of December. = (cuándo|qué día) es nochebuena = Es el veinticuatro de diciembre.
(when|what day|which day) is halloween = Halloween is on the thirty first of October. = (cuándo|qué día) es halloween = Halloween es el treinta y uno de octubre.
(when|what day|which day) is valentine's day = Valentine's Day is on the fourteenth of February. = (cuándo|qué día) es (san valentín|el día de los enamorados) = San Valentín es el catorce de febrero.
who brings (the |)(presents|gifts|toys) (at christmas|on christmas) = Santa Claus. = quién trae los regalos (en navidad|a los niños) = Papá Noel y los Reyes Magos.
what do (you|we|people) (put on|decorate at) christmas( a tree|) = A Christmas tree. = qué se (pone|adorna) en navidad = Un árbol de Navidad.
what do (you|we|people) (eat|have|blow out) on (a|your) birthday = A cake with candles. = qué se (come|sopla) en un cumpleaños = Una tarta con velas.
what do (you|we|people) say (when somebody sneezes|when someone sneezes) = Bless you. = qué se dice cuando alguien estornuda = Salud.
what do (you|we|people) say (before eating|before a meal) = Enjoy your meal. = qué se dice antes de comer = Buen provecho.
what do (you|we|people) say (on a birthday|to someone on their birthday) = Happy birthday. = qué se dice en un cumpleaños = Feliz cumpleaños.
what do (you|we|people) say when (someone helps you|you get a present|you get a gift) = Thank you. = qué se dice cuando (alguien te ayuda|te dan un regalo) = Gracias.
what do (you|we|people) say (in the morning|when you wake up) = Good morning. = qué se dice por la mañana = Buenos días.
what do (you|we|people) say (before going to bed|at night|before you sleep) = Good night. = qué se dice (antes de dormir|por la noche) = Buenas noches.
(is|are) (the sun|the moon|the sea|the sky) (bigger than|larger than) a house = Yes, much bigger. = (es|está) (el sol|la luna|el mar) más grande que una casa = Sí, mucho más grande.
(which|what) is bigger the (sun or the earth|earth or the sun|sun or the moon|moon or the sun) = The sun is bigger. = qué es más grande (el sol o la tierra|la tierra o el sol|el sol o la luna|la luna o el sol) = El sol es más grande.
(which|what) is bigger the (earth or the moon|moon or the earth) = The earth is bigger. = qué es más grande (la tierra o la luna|la luna o la tierra) = La Tierra es más grande.
(when|what time of day) (is it dark|do we sleep|do people sleep|is the moon out|do owls hunt)( by day or at night|) = At night. = cuándo (es oscuro|dormimos|duerme la gente|se ve la luna|sale la luna)( de día o de noche|) = De noche.
(when|what time of day) (is it light|does the sun shine|do children go to school)( by day or at night|) = By day. = cuándo (hay luz|brilla el sol|van los niños al colegio)( de día o de noche|) = De día.
do (we|you) see (the |)(stars|moon) (by day or at night|during the day or at night);do stars (shine|come out) by day or at night = At night. = (se ven|salen|vemos) las estrellas de (día o de noche|noche o de día);sale la luna de día o de noche = De noche.
(which|what) planet is (red|the red planet|called the red planet) = Mars is the red planet. = (qué|cuál) planeta es (rojo|el planeta rojo);cuál es el planeta rojo = Marte es el planeta rojo.
(which|what) planet has rings = Saturn has rings. = qué planeta tiene anillos = Saturno tiene anillos.
how many planets (are there|does the solar system have|are in the solar system) = There are eight planets. = cuántos planetas (hay|tiene el sistema solar) = Hay ocho planetas.
(which|what) star is (closest|nearest)( to us| to the earth|) = The sun is the closest star. = qué estrella está más cerca( de nosotros| de la tierra|) = El sol es la estrella más cercana.
what (goes|turns|moves) around the earth = The moon goes around the earth. = qué (gira|da vueltas) alrededor de la tierra = La luna gira alrededor de la Tierra.
how many (continents) (are there|does the world have|are there in the world) = There are seven continents. = cuántos continentes hay( en el mundo|) = Hay siete continentes.
how many oceans (are there|does the world have|are there in the world) = There are five oceans. = cuántos océanos hay( en el mundo|) = Hay cinco océanos.
(which|what) ocean is between (europe and america|america and europe|spain and america) = The Atlantic Ocean. = qué océano (está|hay) entre (europa y américa|américa y europa|españa y américa) = El océano Atlántico.
(what is|what's|which is) the (longest|largest) river( in the world| of the world|) = The Nile and the Amazon are the longest. = (cuál es|dime) el río más (largo|grande)( del mundo|) = El Nilo y el Amazonas son los más largos.
(what is|what's|which is) the smallest country( in the world|) = The smallest country is Vatican City. = (cuál es|dime) el país más pequeño( del mundo|) = El país más pequeño es el Vaticano.
(what is|what's|which is) the (biggest|largest) desert( in the world|) = The largest hot desert is the Sahara. = (cuál es|dime) el desierto más grande( del mundo|) = El desierto caliente más grande es el Sahara.
(what is|what's|which is) the smallest continent = The smallest continent is Australia. = (cuál es|dime) el continente más pequeño = El continente más pequeño es Oceanía.
(what is|what's|which is) the slowest animal = The sloth is very slow. = (cuál es|dime) el animal más lento = El perezoso es muy lento.
(what is|what's|which is) the strongest animal = The elephant is very strong. = (cuál es|dime) el animal más fuerte = El elefante es muy fuerte.
(what is|what's|which is) the (man's best friend|best friend of man);which animal is man's best friend = The dog is man's best friend. = (cuál es|quién es) el mejor amigo del hombre = El perro es el mejor amigo del hombre.
what do (spiders) (make|spin) = Spiders spin webs. = qué (hacen|tejen) las arañas = Las arañas tejen telarañas.
what do (caterpillars) (become|turn into) = A caterpillar turns into a butterfly. = en qué se convierte (una|la) oruga = La oruga se convierte en mariposa.
what (animal|bird) (lays|gives us) (the |)eggs( that we eat| we eat|);which animal gives us eggs = The hen. = qué animal (pone|nos da) (los |)huevos( que comemos|) = La gallina.
which animal (gives us wool|gives wool|is wool from) = The sheep gives wool. = qué animal (nos da|da) lana = La oveja da lana.
which animal (has a shell on its back|carries its house) = The snail and the turtle do. = qué animal (lleva la casa a cuestas|tiene concha) = El caracol.
which animal (has a hump|has humps|lives in the desert) = The camel. = qué animal (tiene joroba|tiene jorobas|vive en el desierto) = El camello.
which animal (hops|jumps)( and has a pouch|);what animal carries its baby in a pouch = The kangaroo. = qué animal (salta y tiene bolsa|lleva a su cría en una bolsa) = El canguro.
which animal (catches mice|likes milk and mice|chases mice) = The cat catches mice. = qué animal (caza|persigue) ratones = El gato caza ratones.
what do (plants|trees|flowers) need( to grow| to live|) = Plants need water, light and air. = qué necesitan las (flores|plantas) para (crecer|vivir) = Las plantas necesitan agua, luz y aire.
what (is|are) (the parts of a tree|a tree made of);what does a tree have = Roots, a trunk, branches and leaves. = qué partes tiene un árbol;qué tiene un árbol = Raíces, tronco, ramas y hojas.
what part of (a|the) (plant|tree) is under the ground;what is under a tree in the ground = The roots. = qué parte de la planta está bajo tierra = Las raíces.
where do (flowers|plants|vegetables) grow = They grow in the ground. = dónde crecen las (flores|plantas|verduras) = Crecen en la tierra.
where does (wood|paper) come from = It comes from trees. = de dónde (viene|sale) (la madera|el papel) = Viene de los árboles.
where does (bread|flour) come from = It comes from wheat. = de dónde (viene|sale) (el pan|la harina) = Viene del trigo.
where does (chocolate|cocoa) come from = It comes from cocoa beans. = de dónde (viene|sale) el chocolate = Viene del cacao.
where does (meat|ham|bacon) come from = It comes from animals. = de dónde (viene|sale) (la carne|el jamón) = Viene de los animales.
where does (wine) come from = It comes from grapes. = de dónde (viene|sale) el vino = Viene de las uvas.
where does (salt|sea salt) come from = It comes from the sea. = de dónde (viene|sale) la sal = Viene del mar.
where does (the light|daylight|light|heat) come from = It comes from the sun. = de dónde (viene|sale) la luz( del día|) = Viene del sol.
where does (electricity) come from;what do lamps need = Electricity comes from power plants. = de dónde (viene|sale) la electricidad = La electricidad viene de las centrales.
what do cars (need|run on|drink) = Cars need petrol or electricity. = qué (necesitan|usan) los coches( para andar|) = Los coches necesitan gasolina o electricidad.
where do (cars|buses) (drive|go) = Cars drive on roads. = por dónde (van|circulan) los (coches|autobuses) = Los coches van por carretera.
where do (trains) (run|drive|go) = Trains run on rails. = por dónde (van|circulan) los trenes = Los trenes van por raíles.
where do (boats|ships) (sail|go) = Ships sail on the sea. = por dónde (van|navegan) los barcos = Los barcos van por el mar.
where do (planes|airplanes) (fly|go) = Planes fly in the sky. = por dónde (van|vuelan) los aviones = Los aviones van por el cielo.
(what|which) color (is|means) (stop|the light when cars stop|the stop light|a stop sign);what color do we stop at = Red means stop. = (qué|de qué) color (significa parar|es la luz de parar|es una señal de stop) = El rojo significa parar.
(what|which) color means go;(at what|on which) color can (you|cars) go = Green means go. = qué color significa (pasar|que se puede pasar|seguir) = El verde significa pasar.
what (are the|) colors (of|does|are on) a traffic light( have|) = Red, yellow and green. = qué colores tiene (un|el) semáforo = Rojo, amarillo y verde.
(is|are) (seven|three|five|nine|one|eleven) (even or odd|an odd number|an even number|odd or even) = It is odd. = (es|son) (el |)(siete|tres|cinco|nueve|uno|once) (par o impar|un número impar|impar o par) = Es impar.
(is|are) (two|four|six|eight|ten|twelve) (even or odd|an odd number|an even number|odd or even) = It is even. = (es|son) (el |)(dos|cuatro|seis|ocho|diez|doce) (par o impar|un número par|impar o par) = Es par.
how many (things|eggs|pieces) (are|is) (in |)a dozen;how much is a dozen = A dozen is twelve. = (cuántos|cuántas) (cosas|huevos) (hay en|son|tiene) una docena;cuánto es una docena = Una docena son doce.
how many (things|shoes|socks) (are|is) (in |)a pair;how much is a pair = A pair is two. = (cuántos|cuántas) (cosas|zapatos|calcetines) (hay en|son) un par;cuánto es un par = Un par son dos.
how many (letters) (are in|are there in|does) the (english |)alphabet( have|) = The alphabet has twenty six letters. = cuántas letras tiene el (abecedario|alfabeto) = El abecedario tiene veintisiete letras.
how many (vowels) (are there|does the alphabet have) = There are five vowels. = cuántas vocales hay = Hay cinco vocales.
how many colors (does|are in|are there in) (the|a) rainbow( have|) = A rainbow has seven colors. = cuántos colores tiene el arcoíris = El arcoíris tiene siete colores.
how many players (are on|are in|does) a (football|soccer) team( have|) = A football team has eleven players. = cuántos jugadores tiene un equipo de fútbol = Un equipo de fútbol tiene once jugadores.
how many players (are on|are in|does) a basketball team( have|) = A basketball team has five players. = cuántos jugadores tiene un equipo de baloncesto = Un equipo de baloncesto tiene cinco jugadores.
how many (sides|faces) (does|has) a (dice|die|cube)( have|) = It has six sides. = (cuántas caras|cuántos lados) tiene un (dado|cubo) = Tiene seis caras.
how many cents (are in|are there in|make|is) (a|one) (dollar|euro) = One hundred cents. = cuántos céntimos (hay en|son|tiene) un euro = Cien céntimos.
how many (wheels) (does|has) (a truck|a bus)( have|) = It has at least four wheels. = cuántas ruedas tiene un (camión|autobús) = Tiene al menos cuatro ruedas.
(what is|who is) (my|your) (mother|father)'s (son|boy);who is my mother's son = Your brother. = (qué es|quién es) el hijo de mi (madre|padre) = Es tu hermano.
(what is|who is) (my|your) (mother|father)'s daughter = Your sister. = (qué es|quién es) la hija de mi (madre|padre) = Es tu hermana.
(what is|who is) (my|your) (mother|father)'s (sister) = Your aunt. = (qué es|quién es) la hermana de mi (madre|padre) = Es tu tía.
(what is|who is) (my|your) (mother|father)'s (brother) = Your uncle. = (qué es|quién es) el hermano de mi (madre|padre) = Es tu tío.
(what is|who is) (my|your) (aunt|uncle)'s (son|daughter|child) = Your cousin. = (qué es|quién es) (el hijo|la hija) de mi (tía|tío) = Es tu primo.
(what is|who is) (my|your) (son|daughter)'s (son|child) = Your grandson. = (qué es|quién es) el hijo de mi (hijo|hija) = Es tu nieto.
what (do you call|are) (children|two babies) (born on the same day|born together)( from the same mother|) = Twins. = cómo se llaman los hermanos que nacen (juntos|el mismo día) = Gemelos.
in (which|what) room do (you|we|people) (cook|make dinner|prepare food);where do (you|we|people) cook = In the kitchen. = en qué (habitación|cuarto|parte de la casa) se cocina;dónde se (cocina|hace la comida) = En la cocina.
in (which|what) room do (you|we|people) sleep;which room has a bed = In the bedroom. = en qué (habitación|cuarto|parte de la casa) se duerme = En el dormitorio.
in (which|what) room do (you|we|people) (wash|shower|take a bath|brush our teeth);where do (you|we|people) (shower|take a bath) = In the bathroom. = en qué (habitación|cuarto|parte de la casa) (se ducha|nos lavamos|se baña uno);dónde (nos duchamos|se ducha la gente) = En el baño.
where do (you|we|people) (watch tv|watch television) = In the living room. = dónde se ve la (tele|televisión) = En el salón.
where do (you|we|people) (keep|put|store) (milk|butter|the milk|cold food|cheese) = In the fridge. = dónde se (guarda|pone) (la leche|la mantequilla|el queso) = En la nevera.
where do (you|we|people) (keep|put|store) (ice cream|ice) = In the freezer. = dónde se (guarda|pone) (el helado|el hielo) = En el congelador.
where do (you|we|people) (keep|put|hang|store) (clothes|shirts|the clothes) = In the wardrobe. = dónde se (guarda|pone|cuelga) la ropa = En el armario.
where do (you|we|people) (keep|put|store) (books|the books) = On a shelf. = dónde se (guardan|ponen) los libros = En una estantería.
where do (you|we|people) (throw|put) (the |)(rubbish|trash|garbage) = In the bin. = dónde se tira la basura = En el cubo de la basura.
where do (you|we|people) (put|keep) (money|the money|coins) = In a wallet or a bank. = dónde se (guarda|mete) el dinero = En la cartera o en el banco.
where do (you|we|people) (put|plant|keep) (flowers|cut flowers) = In a vase. = dónde se ponen las flores = En un jarrón.
what do (you|we|people) (drink|need|use) (coffee|tea) (from|out of|to drink coffee) = A cup. = (en|de) qué se (bebe|toma) el (café|té) = En una taza.
what do (you|we|people) (drink) (water|juice) (from|out of) = From a glass. = en qué se (bebe|toma) el (agua|zumo) = En un vaso.
what do (you|we|people) eat (soup) (with|from) = You eat soup with a spoon. = con qué se (come|toma) la sopa = Con una cuchara.
what do (you|we|people) (cut|slice) (meat|bread|vegetables|fruit) with = With a knife. = con qué se corta (la carne|el pan|la verdura|la fruta) = Con un cuchillo.
what do (you|we|people) cut (paper|hair|cloth|fabric|cardboard) with = With scissors. = con qué se corta (el papel|el pelo|la tela|el cartón) = Con unas tijeras.
what do (you|we|people) (write|draw) with = With a pen or a pencil. = con qué se (escribe|dibuja) = Con un bolígrafo o un lápiz.
what do (you|we|people) (wash|clean) (clothes) with = With water and soap. = con qué se lava la ropa = Con agua y jabón.
what do (you|we|people) (sweep|clean) the floor with = With a broom. = con qué se barre( el suelo|) = Con una escoba.
what do (you|we|people) (dry) (ourselves|yourself|themselves|our hands|your hands) with = With a towel. = con qué (nos secamos|se seca uno|se secan las manos) = Con una toalla.
what do (you|we|people) comb (your|our|their) hair with = With a comb. = con qué (se peina uno|nos peinamos|se peina el pelo) = Con un peine.
what do (you|we|people) (light|make) a (candle|fire) with = With a match. = con qué se enciende (una vela|un fuego) = Con una cerilla.
what do (you|we|people) (dig) with = With a shovel. = con qué se cava = Con una pala.
what do (you|we|people) sew with = With a needle and thread. = con qué se cose = Con aguja e hilo.
what do (you|we|people) (measure|take) (the |your |)(temperature|fever) with = With a thermometer. = con qué se (mide|toma) (la temperatura|la fiebre) = Con un termómetro.
what do (you|we|people) (call|phone|talk to) (friends|people|people far away) with = With a phone. = con qué se (llama|habla) (a la gente|por teléfono|a los amigos) = Con un teléfono.
what do (you|we|people) (take|make) (pictures|photos) with = With a camera. = con qué se hacen (fotos|las fotos) = Con una cámara.
what do (you|we|people) (sit|sleep) on in (a living room|the living room) = On a sofa. = dónde (nos sentamos|se sienta uno) en el salón = En el sofá.
what (is|what's) the (first) letter (of|in) the alphabet = The first letter is A. = cuál es la primera letra = La primera letra es la A.
what letter (comes|is) after (a) = After A comes B. = qué letra (va|viene) después de la a = Después de la A va la B.
what letter (comes|is) after (b) = After B comes C. = qué letra (va|viene) después de la b = Después de la B va la C.
what letter (comes|is) after (c) = After C comes D. = qué letra (va|viene) después de la c = Después de la C va la D.
what letter (comes|is) before z = Before Z comes Y. = qué letra (va|viene) antes de la z = Antes de la Z va la Y.
(what|which) is heavier a (kilo|pound) of (iron|stones|lead) or a (kilo|pound) of (feathers|cotton) = They weigh the same. = qué pesa más un kilo de (hierro|plomo|piedras) o un kilo de (plumas|paja|algodón) = Pesan lo mismo.
what came first the (chicken or the egg|egg or the chicken) = Nobody knows for sure. = qué fue (primero|antes) el huevo o la gallina = Nadie lo sabe seguro.
who lives (at the north pole|in the north pole) = Santa Claus and polar bears. = quién vive en el polo norte = Papá Noel y los osos polares.
what sport (do you play|uses|is played) with a (racket|racquet) = Tennis. = (qué|a qué) deporte se juega con raqueta = El tenis.
what sport (do you play|is played) (with your feet|with the feet) = Football. = (qué|a qué) deporte se juega con los pies = El fútbol.
what sport (do you play|is played|is done) in (the water|a pool) = Swimming. = qué deporte se hace en (el agua|la piscina) = La natación.
what sport (has|uses) a hoop;in (which|what) sport do you throw a ball through a hoop = Basketball. = en qué deporte se (mete|lanza) el balón en una canasta = En el baloncesto.
what do (you|we|people) play (chess) (on|with) = On a board with pieces. = con qué se juega al ajedrez = Con un tablero y piezas.
(which|what) instrument has (black and white keys|keys) = The piano has keys. = qué instrumento tiene teclas( blancas y negras|) = El piano tiene teclas.
(which|what) instrument has (six) strings = The guitar has six strings. = qué instrumento tiene seis cuerdas = La guitarra tiene seis cuerdas.
(which|what) instrument do you (hit|beat) = The drum. = qué instrumento se golpea = El tambor.
(which|what) instrument do you blow( into|) = The flute or the trumpet. = qué instrumento se sopla = La flauta o la trompeta.
(is|are) (gold|diamonds|silver) (expensive|valuable|cheap) = It is expensive. = (es|son) (caro|valioso|barato) (el oro|un diamante) = Es caro.
(what|which) is (worth more|more expensive|more valuable) (gold or silver|silver or gold) = Gold is more expensive. = qué (vale más|es más caro) (el oro o la plata|la plata o el oro) = El oro vale más.
why do (people|we|you) (sleep|need sleep|rest) = To rest. = por qué (dormimos|duerme la gente) = Para descansar.
why do (people|we|you) (eat|need food) = To have energy. = por qué (comemos|come la gente) = Para tener energía.
why do (people|we|you) (drink|need) water = Because the body needs water. = por qué (bebemos|bebe la gente) agua = Porque el cuerpo necesita agua.
why do (people|we|you) (work|have a job) = To earn money. = por qué (trabajamos|trabaja la gente) = Para ganar dinero.
why do (people|we|children|you) go to school = To learn. = (por qué|para qué) (van los niños|vamos) (al colegio|a la escuela) = Para aprender.
why do (people|we|you) (wash|wash hands|wash our hands|take a shower) = To be clean. = por qué nos lavamos( las manos|) = Para estar limpios.
why do (people|we|you) (brush|clean) (their|our|your) teeth = To keep them clean. = por qué nos (lavamos|cepillamos) los dientes = Para tenerlos limpios.
why do (people|we|you) wear (a coat|coats|gloves|a scarf|warm clothes) = To keep warm. = por qué (llevamos|se lleva|nos ponemos) (abrigo|guantes|bufanda) = Para no pasar frío.
why do (people|we|you) (wear|use) (a helmet|helmets) = To protect the head. = por qué se lleva casco = Para proteger la cabeza.
why do (people|we|you) (cry) = Because they are sad. = por qué (lloramos|llora la gente) = Porque estamos tristes.
why do (people|we|you) (laugh|smile) = Because they are happy. = por qué (reímos|se ríe la gente|sonríe la gente) = Porque estamos contentos.
(tell me|say|give me|do you know) (a fun fact|something interesting|an interesting fact|a fact|a curious fact) = An octopus has three hearts. = (dime|cuéntame|sabes) (un dato curioso|algo interesante|una curiosidad|un dato) = El pulpo tiene tres corazones.
(with what|with which part of the body|what part of the body|which part of the body|which body part|what organ) do (we|you|people|humans) (hear|listen|hear sounds|hear music)( with|);what do (we|you|people) hear with = We hear with the ears. = (con qué|con qué parte del cuerpo|con qué órgano|qué parte del cuerpo usamos para) (oímos|oye la gente|escuchamos|se oye|oír|escuchar) = Oímos con las orejas.
(with what|with which part of the body|what part of the body|which part of the body|which body part|what organ) do (we|you|people|humans) (see|look|see things|watch)( with|);what do (we|you|people) see with = We see with the eyes. = (con qué|con qué parte del cuerpo|con qué órgano|qué parte del cuerpo usamos para) (vemos|ve la gente|miramos|se ve|ver|mirar) = Vemos con los ojos.
(with what|with which part of the body|what part of the body|which part of the body|which body part|what organ) do (we|you|people|humans) (smell|smell things|breathe)( with|);what do (we|you|people) smell with = We smell with the nose. = (con qué|con qué parte del cuerpo|con qué órgano|qué parte del cuerpo usamos para) (olemos|huele la gente|se huele|oler) = Olemos con la nariz.
(with what|with which part of the body|what part of the body|which part of the body|which body part) do (we|you|people|humans) (taste|taste food|taste things)( with|);what do (we|you|people) taste with = We taste with the tongue. = (con qué|con qué parte del cuerpo|qué parte del cuerpo usamos para) (saboreamos|notamos el sabor|saborear|notar el sabor) = Saboreamos con la lengua.
(with what|with which part of the body|what part of the body|which part of the body|which body part) do (we|you|people|humans) (touch|hold things|write|grab things|clap)( with|);what do (we|you|people) (touch|write|clap) with = We do that with the hands. = (con qué|con qué parte del cuerpo|qué parte del cuerpo usamos para) (tocamos|cogemos las cosas|escribimos|aplaudimos|tocar|coger cosas|escribir|aplaudir) = Con las manos.
(with what|with which part of the body|what part of the body|which part of the body|which body part) do (we|you|people|humans) (walk|run|jump|kick)( with|);what do (we|you|people) (walk|run|kick) with = We do that with the legs. = (con qué|con qué parte del cuerpo|qué parte del cuerpo usamos para) (andamos|caminamos|corremos|saltamos|andar|caminar|correr|saltar) = Con las piernas.
(with what|with which part of the body|what part of the body|which part of the body|which body part|what organ) do (we|you|people|humans) think( with|);what do (we|you|people) think with = We think with the brain. = (con qué|con qué parte del cuerpo|con qué órgano|qué parte del cuerpo usamos para) (pensamos|piensa la gente|se piensa|pensar) = Pensamos con el cerebro.
(with what|with which part of the body|what part of the body|which part of the body|which body part) do (we|you|people|humans) (eat|talk|speak|bite|chew)( with|);what do (we|you|people) (eat|talk|chew) with = We do that with the mouth. = (con qué|con qué parte del cuerpo|qué parte del cuerpo usamos para) (comemos|hablamos|masticamos|mordemos|comer|hablar|masticar|morder) = Con la boca.
(which|what) organ (pumps|moves) (the |)blood;what pumps (the |)blood( through the body|);what does the heart do = The heart pumps the blood. = (qué órgano|qué parte del cuerpo|qué) (bombea|mueve) la sangre;qué hace el corazón = El corazón bombea la sangre.
what do (the |)lungs do;what do we breathe with = We breathe with the lungs. = (qué hacen|para qué sirven) los pulmones;con qué respiramos = Respiramos con los pulmones.
how many (eyes|ears|arms|legs|hands|feet|knees|elbows|shoulders|lungs) (does|has) (a man|a woman|a child|a boy|a girl|a human being|somebody|the body|each person|everyone)( have|) = People have two. = (cuántos|cuántas) (ojos|orejas|brazos|piernas|manos|pies|rodillas|codos|hombros|pulmones) tiene (un hombre|una mujer|un niño|una niña|un ser humano|el cuerpo|la gente|uno|cada persona|todo el mundo) = Las personas tienen dos.
how many (eyes|ears|arms|legs|hands|feet) (do people|do we|do humans|does a person) (usually|normally|) have = People have two. = (cuántos|cuántas) (ojos|orejas|brazos|piernas|manos|pies) (tienen las personas|solemos tener|tenemos las personas|tiene normalmente una persona|tiene el ser humano) = Las personas tienen dos.
how many fingers (do|does) (you|we|people|a person|one) have on (one|a|each|the left|the right|your) hand;how many fingers has a hand( got|) = There are five fingers on a hand. = cuántos dedos (tienes|tenemos|se tienen|tengo|tiene una persona) en (la mano|una mano|cada mano|la mano derecha) = Hay cinco dedos en una mano.
how many toes (do|does) (you|we|people|a person|i) have( in all|) = People have ten toes. = cuántos dedos (tenemos|tiene una persona|tengo) en los pies = Tenemos diez dedos en los pies.
how many toes (are on|are there on|has) (one|a|each) foot( got|) = There are five toes on a foot. = cuántos dedos (hay en|tiene) (un|cada) pie = Hay cinco dedos en un pie.
how many (teeth) (do|does) (we|people|adults|an adult|a person) have = An adult has thirty two teeth. = cuántos dientes (tenemos|tiene una persona|tiene un adulto) = Un adulto tiene treinta y dos dientes.
(in which season|in what season|what season|which season|during which season|what time of year|when) do (the |)(leaves fall off the trees|trees lose their leaves|leaves come down|leaves fall from the trees|leaves turn brown) = Leaves fall in autumn. = (en qué estación|en qué época del año|cuándo) (pierden las hojas los árboles|se caen las hojas de los árboles|los árboles pierden las hojas|caen las hojas de los árboles) = Las hojas caen en otoño.
(in which season|in what season|what season|which season|during which season|what time of year|when) do (flowers bloom|the flowers bloom|plants start to grow|birds build their nests|the flowers open|trees turn green) = Flowers bloom in spring. = (en qué estación|en qué época del año|cuándo) (se abren las flores|hay flores|florecen los árboles|florecen las plantas|hacen nido los pájaros) = Las flores salen en primavera.
(in which season|in what season|what season|which season|during which season|what time of year|when) (does it usually snow|does snow fall|do people make a snowman|do we make snowmen|does it get very cold) = In winter. = (en qué estación|en qué época del año|cuándo) (suele nevar|cae la nieve|se hacen muñecos de nieve|hace más frío) = En invierno.
(in which season|in what season|what season|which season|during which season|what time of year|when) (do people go to the beach|is it the hottest|does it get very hot|do we swim in the sea|do people eat ice cream) = In summer. = (en qué estación|en qué época del año|cuándo) (se baña la gente en el mar|va la gente a la playa|se comen helados|hace mucho calor) = En verano.
(in which season|in what season|which season) (does the school year start|do children go back to school|are grapes picked) = In autumn. = (en qué estación|en qué época del año) (empieza el colegio|se vendimia|se recogen las uvas|vuelven los niños al colegio) = En otoño.
what (is|are) (an omelette|omelettes|a spanish omelette|scrambled eggs) made (of|from|with|out of);what do you need for an omelette = It is made with eggs. = (de|con) qué se (hace|hacen|prepara) (una tortilla|la tortilla|la tortilla francesa|los huevos revueltos) = Se hace con huevos.
what (is|are) a (spanish omelette|potato omelette) made (of|from|with) = It is made with eggs and potatoes. = (de|con) qué se (hace|prepara|cocina) (la tortilla española|una tortilla de patata|una tortilla española);qué lleva (la|una) tortilla (de patatas|española) = Se hace con huevos y patatas.
what (is|are) (a salad|salads) made (of|from|with|out of) = It is made with lettuce and tomatoes. = (de|con) qué se hace (una|la) ensalada;qué lleva (una|la) ensalada = Se hace con lechuga y tomate.
what is (a pizza|pizza) made (of|from|with|out of);what is on a pizza = It is made with dough, tomato and cheese. = (de|con) qué se hace (una|la) pizza;qué lleva (una|la) pizza = Se hace con masa, tomate y queso.
what is (a sandwich) made (of|from|with) = It is made with bread. = (de|con) qué se hace un (bocadillo|sándwich) = Se hace con pan.
what is (paella|risotto|sushi) made (of|from|with|out of) = It is made with rice. = (de|con) qué se hace (la paella|el arroz con leche|el sushi) = Se hace con arroz.
what is (beer) made (of|from|with|out of) = Beer is made from barley. = (de|con) qué se hace la cerveza = La cerveza se hace con cebada.
what is (olive oil) made (of|from|out of) = It is made from olives. = (de|con) qué se hace el aceite( de oliva|) = Se hace con aceitunas.
what is (chocolate|hot chocolate) made (of|from|out of) = It is made from cocoa. = (de|con) qué se hace el chocolate = Se hace con cacao.
what is (ice cream) made (of|from|with) = It is made with milk and sugar. = (de|con) qué se hace el helado = Se hace con leche y azúcar.
what (is|are) (windows|a window|a bottle|bottles|a glass|glasses) made (of|from|out of) = It is made of glass. = de qué (está hecha|están hechas|es|son) (una ventana|las ventanas|una botella|las copas) = Es de cristal.
what (is|are) (a table|tables|a chair|a door|doors|a pencil|furniture) (usually |)made (of|from|out of) = It is made of wood. = de qué (está hecha|están hechas|es|son) (una mesa|las mesas|una silla|una puerta|los muebles) = Es de madera.
what (is|are) (a key|keys|a car|a coin|coins|a spoon|a nail) made (of|from|out of) = It is made of metal. = de qué (está hecha|están hechas|es|son) (una llave|las llaves|un coche|las monedas|una cuchara) = Es de metal.
what (is|are) (a shirt|a t shirt|socks|jeans) made (of|from|out of) = It is made of cotton. = de qué (está hecha|es|son) (una camisa|una camiseta|los vaqueros|los calcetines) = Es de algodón.
what (is|are) (a sweater|sweaters|a scarf|a jumper) made (of|from|out of) = It is made of wool. = de qué (está hecho|es|son) (un jersey|una bufanda|los jerséis) = Es de lana.
what (is|are) (a book|books|a newspaper|newspapers) made (of|from|out of) = It is made of paper. = de qué (está hecho|es|son) (un libro|los libros|un periódico) = Es de papel.
what (is|are) (shoes|boots|a belt) (often |)made (of|from|out of) = They are made of leather. = de qué (están hechos|son) (los zapatos|las botas|los cinturones) = Son de cuero.
what do you (open|lock) a door with;what opens a door;what do you need to open a (locked door|lock) = With a key. = (con qué se abre|qué abre|con qué abres|con qué se cierra) una (puerta|cerradura) = Con una llave.
where do (you|we|people) (buy|get) (bread|cakes) = At the bakery. = dónde (se compra|compramos|se vende) (el pan|pan) = En la panadería.
where do (you|we|people) (buy|get) (medicine|pills) = At the pharmacy. = dónde (se compran|compramos|se venden) (las medicinas|medicinas|pastillas) = En la farmacia.
where do (you|we|people) (borrow|read) books = At the library. = dónde se (leen|prestan|piden prestados) libros = En la biblioteca.
where do (you|we|people|children) (learn|go to learn|study) = At school. = dónde (aprenden|estudian) los niños = En la escuela.
where do (you|we|sick people|people) go when (you are|they are|we are) (very |)(sick|ill|hurt) = To the doctor or the hospital. = (adónde|a dónde) (vamos|se va|va la gente) cuando (estamos enfermos|se está enfermo|está enferma) = Al médico o al hospital.
where do (you|we) (cook|keep the food|make dinner);in which room do (you|we|people) cook = In the kitchen. = (dónde|en qué habitación|en qué parte de la casa) (cocinamos|se cocina|se prepara la comida|se guarda la comida) = En la cocina.
where do (you|we) (sleep);in which room do (you|we|people) sleep = In the bedroom. = (dónde|en qué habitación|en qué parte de la casa) (dormimos|se duerme|duerme la gente) = En el dormitorio.
where do (you|we) (take a shower|take a bath|brush our teeth);in which room (is the shower|is the toilet) = In the bathroom. = (dónde|en qué habitación|en qué parte de la casa) (nos duchamos|nos lavamos|está la ducha) = En el baño.
(which|what) is (faster|quicker) (a plane or a car|a car or a plane|a plane or a train|a train or a plane) = A plane is faster. = qué (es más rápido|va más rápido) (un avión o un coche|un coche o un avión|un avión o un tren) = Un avión es más rápido.
(which|what) is (faster|quicker|slower) (a car or a bicycle|a bicycle or a car|a bike or a car|a car or a bike) = A car is faster than a bicycle. = qué (es más rápido|va más rápido) (un coche o una bicicleta|una bicicleta o un coche|una bici o un coche) = Un coche es más rápido.
(flip|toss) a coin;heads or tails = Heads. = (lanza|tira) una moneda;cara o cruz = Cara.
(say|pick|give me|tell me|think of) a (random |)number( between one and ten| from one to ten|) = Seven. = (di|dime|piensa|elige) un número( al azar| del uno al diez|) = Siete.
"""
_FACTS = tuple(tuple(line.split(" = ")) for line in _TABLE.strip().splitlines())


def everyday(s: Sampler) -> list[Turn]:
    row = s.choice(_FACTS)
    return [s.turn("everyday", row[2 * s.column].split(";"), row[2 * s.column + 1])]
