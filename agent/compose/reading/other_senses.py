"""Words of a topic said in another sense: the airline's cancelling, a voter's card, a passport that tells a nation."""

from functools import lru_cache

import regex

from agent.compose.topics.lent import lent_to
from agent.compose.topics.named import MANNERS, Topic, topics_in
from agent.language.kept_pattern import compiled
from agent.language.plain import plain, spelt_out

_PLANE = (
    r"(?:(?:l'|d')?(?:flights?|(?:aero)?planes?|vuelos?|avion(?:es|s)?|avionetas?|vols?)"
    r"|फ़्लाइट|फ्लाइट|फ़्लाइट्स|फ्लाइट्स|उड़ान|हवाई जहाज|udaan)"
)
_OTHER_WAY = (
    r"(?:trains?|bus(?:es)?|ferry|(?:l')?autobus(?:es)?|tren(?:es)?|autocar(?:es)?|ट्रेन|रेल|बस|गाड़ी"
    r"|gaa?di|rail)"
)
_WAY = rf"(?:{_PLANE}|{_OTHER_WAY})"
_CANCELLED = (
    r"(?:cancel\S*|cancl\S*|kan[cs]al|annul\S*|anul\S*|supprim\S*|suspend\S*|radd|scrapped|grounded|called off"
    r"|रद्द|कैंसल\S*|कैंसिल\S*|कैन्सल\S*)"
)
_NOT_ITS_OWN = (
    r"(?:if|when|you|u|we|i|because|so|and|or|but|my|our|trek|trip|booking|bookings|batch|departure"
    r"|tour|si|y|yo|ustedes"
    r"|vosotros|reserva|ruta|salida|et|ou|je|vous|nous|reservation|depart|agar|aap|ap|hum|hai|hain|aur|se|अगर|आप|हम|मैं"
    r"|और|या|है|हैं|से|ट्रेक|बुकिंग)"
)
_ARTICLE = (
    r"(?:the|all|a|an|of|my|our|your|their|return|domestic|internal|el|la|los|las|un|una|mi|mis|su"
    r"|nuestr[oa]s?|de|del|le|les"
    r"|du|des|mon|notre|nos|votre)"
)


def _cancelled(way: str) -> str:
    return (
        rf"(?<!\S)(?:{way} (?:(?!{_NOT_ITS_OWN}(?!\S))\S+ ){{0,5}}{_CANCELLED}"
        rf"|{_CANCELLED} (?:{_ARTICLE} ){{0,3}}{way})(?!\S)"
    )


_PLANE_CANCELLED = compiled(_cancelled(_PLANE))

_WAY_HOME_MISSED = compiled(
    r"(?<!\S)(?:miss(?:ed|ing)? (?:(?:our|my|the|a|their) )?(?:\S+ ){0,2}?(?:(?:flights?"
    r"|planes?) (?:back|home|out)(?: home)?"
    r"|connection|(?:connecting|return|international|onward) flights?)"
    r"|perd\S+ (?:el |nuestro |mi |la )?(?:(?:vuelo|avion) (?:de (?:vuelta|regreso)|a casa|internacional)|conexion)"
    r"|(?:rat|manqu|loup)\S* (?:(?:notre|mon|le|la) )?(?:(?:l')?(?:avion|vol) (?:du retour|de retour"
    r"|retour|international)"
    r"|correspondance)"
    r"|(?:ghar|wapsi|wapas|return|घर|वापसी|रिटर्न) (?:(?:ki|wali|की|वाली) )?(?:flight|train|फ्लाइट|फ़्लाइट|ट्रेन)"
    r" (?:miss|chh?oo?t|chh?ut|छूट|छुट|मिस)\S*)(?!\S)"
)

_HARD = r"(?:hard|difficult|tough|tricky|complicado|dificil|difficile|dur|complique|mushkil|muskil|kathin|मुश्किल|कठिन)"
_DEEDS = (
    r"(?:pay|afford|arrange|transfer|decide|choose|pick|plan|commit|get (?:leave|time off|days off|holidays)|pagar\S*"
    r"|decidir\S*|elegir|escoger|reunir|juntar|conseguir (?:vacaciones|dias|permiso)|payer|regler"
    r"|debourser|decider|choisir"
    r"|trancher|reunir|me liberer|se liberer|poser des conges|avoir des conges|prendre des conges)"
)
_DEEDS_IN_HINDI = (
    r"(?:(?:de|pay|paid|jama|bhar|decide|choose|select|tay|दे|पे|जमा|भर|तय|डिसाइड) ?(?:kar ?"
    r"|कर ?)?(?:na|ne|pana|paana|ना|ने|पाना)"
    r"|ch[uo]+n+a|चुनना|chh?utti milna|छुट्टी मिलना|paise jutana|पैसे जुटाना)"
)
_NATION = (
    r"(?:\p{L}{2,}(?:ish|ian|ean|ese|ican|eli|adeshi)|german|french|dutch|swiss|us|uk|usa|eu|greek|czech"
    r"|thai|nepali|argentine)"
)
_NO_NATION = (
    r"(?:para|y|et|pour|vigente|valid[oe]|caducad\S*|vencid\S*|perime|expire|original|pero|mais|en|a"
    r"|que|qui|nuevo|neuf|solo"
    r"|seulement|o|ou|ni|como|comme|si|por|par|biometri\S*)"
)
_TELLS_ONES = r"(?:tengo|tenemos|con|viajo con|llevo|j'ai|nous avons|avec|ayant)"
_NO_PAYING_CARD = (
    r"(?:voters?|voting|election|aad?ha?a?r|aad?ha?r|id|identity|pan|ration|student|sim|driving licen[cs]e"
    r"|वोटर|आधार|पैन|राशन|मतदाता|आईडी|सिम)"
)

_A_STATION = (
    r"(?:(?:railway |train |bus )?station|airport|bus (?:stand|stop)|railhead|estacion|aeropuerto|terminal|gare"
    r"|aeroport|स्टेशन|एयरपोर्ट|हवाई अड्डे?|बस अड्डे?)"
)
_COMPANY = (
    r"(?:amig[oa]s|companer[oa]s|colegas|gente|grupo|equipo|friends?|colleagues?|mates?|gang|team|group|crowd|people"
    r"|trip|outing|amis|copains|collegues|gens|equipe|groupe|log|logon|dost\w*|लोग|लोगों|दोस्त|दोस्तों|साथी|टीम|ग्रुप)"
)
_LOSES = r"(?:lose|losing|pierd\w+|perd\w+)"
AN_OFFER = (
    r"(?:offers?|deals?|sale(?! (?:seguro|si|a|al|el|la|de|del|con|por|en|o|y|ya|llen[oa]))"
    r"|discounts?|ofertas?|descuentos?|promo\w*|rebajas?|offres?|remises?|reductions?|chh?oo?t"
    r"|ऑफर|ऑफ़र|छूट|डिस्काउंट)"
)
"""A word for an offer, in a text made `plain`."""
_NO_CANCELLING = r"(?!\w*(?:cancel|anul|annul))"

REMINDS = compiled(
    r"(?<!\S)rappel(?:ez|le|er) ?[-‑]?(?:moi|nous)"
    r" (?:(?:la|le|les|mon|ma|mes|notre|nos|que|quand|combien|ou|ce)(?!\S)|l'|quel\S*)"
)
"""Who is to be told something again, and not to be rung up: "rappelez-moi la date de notre départ"."""

_SENSES: dict[frozenset[Topic], regex.Pattern[str]] = {
    frozenset({"cancel", "to_cancel", "operator_cancels", "reach", "dates"}): compiled(_cancelled(_WAY)),
    frozenset({"discount"}): compiled(rf"(?<!\S){_WAY} (?:\S+ )?(?:छूट|chh?oo?t|chh?ut)\S*(?: (?:ga|jaa?|गय|गई|जा)\S*)"),
    frozenset({"difficulty"}): compiled(
        rf"(?<!\S)(?:{_HARD} (?:\S+ ){{0,3}}?{_DEEDS}|{_DEEDS_IN_HINDI} (?:\S+ ){{0,2}}?{_HARD}"
        rf"|{_HARD} (?:\S+ ){{0,3}}?{_DEEDS_IN_HINDI}"
        r"|(?:first time|primera vez|premiere fois|pehli baar|पहली बार) (?:\S+ )?(?:india|nepal|inde"
        r"|asia|asie|bharat|भारत|नेपाल)"
        rf"|(?:paying|deciding|choosing|planning) (?:\S+ ){{0,6}}(?:is|seems|would be|will be) (?:\S+ )?{_HARD})(?!\S)"
    ),
    frozenset({"documents"}): compiled(
        rf"(?<!\S)(?:{_TELLS_ONES} (?:(?:un|mi|el|mon|le) )?(?:pasaporte|passeport) (?!{_NO_NATION}(?!\S))\S+"
        rf"|(?:have|hold|holding|with|on|got|carry|carrying) (?:(?:a|an|my|our) )?{_NATION} passports?"
        rf"|{_NATION} passports? (?:here|holders?)"
        r"|(?:mer[aei]|hamar[aei]|मेरा|हमारा)(?: (?:paas|pas))? (?:passport|पासपोर्ट) \S+ (?:ka|का) (?:hai|h|है)"
        r"|(?:mere|hamare|मेरे|हमारे) (?:paas|pas|पास) (?!(?:koi|sirf|bas|abhi|कोई|सिर्फ|बस|अभी)(?!\S))\S+"
        r" (?:ka |का )?(?:passport|पासपोर्ट) (?:hai|h|है))(?!\S)"
    ),
    frozenset({"payment", "code_asked"}): compiled(
        rf"(?<!\S)(?:{_NO_PAYING_CARD} (?:cards?|कार्ड)|(?:la |ma |une )?carte (?:d'identite|nationale"
        rf"|d'electeur|d'etudiant|sim)"
        r"|tarjeta (?:de identidad|de estudiante|de embarque|sim))(?!\S)"
    ),
    frozenset({"distance"}): compiled(
        rf"(?<!\S)(?:how far (?:ahead|in advance|before|beforehand)"
        rf"|how (?:far|many k(?:m|ms|ilomet\S+)) (?:\S+ ){{0,4}}?(?:from|to) (?:the |your |our )?{_A_STATION}"
        rf"|{_A_STATION} (?:from|to) (?:\S+ ){{0,4}}?how far"
        rf"|(?:a cuanto|a que distancia|que distancia|cuant[oa]s (?:km|kilometros)|lejos) (?:\S+ ){{0,4}}?{_A_STATION}"
        rf"|(?:a quelle distance|quelle distance|combien de (?:km|kilometres)|loin) (?:\S+ ){{0,4}}?(?:l')?{_A_STATION}"
        rf"|{_A_STATION} (?:se|tak|से|तक) (?:\S+ ){{0,3}}?(?:kitn[aei]|कितन[ाेी]) (?:door|dur|km|दूर|किमी|किलोमीटर))(?!\S)"
    ),
    frozenset({"duration"}): compiled(
        r"(?<!\S)(?:how many (?:days|weeks) (?:before|in advance|ahead|prior|earlier|beforehand)"
        r"|cuant[oa]s? (?:dias|semanas) antes|con cuant[oa]s? (?:dias|semanas) de (?:antelacion|anticipacion|margen)"
        r"|combien de (?:jours|semaines) (?:avant|a l'avance|en avance|auparavant)"
        r"|kitn[ei] (?:din|dino|hafte|hafto) (?:pe?hle|phle|advance)|कितने (?:दिन|दिनों|हफ़्ते|हफ्ते) पहले)(?!\S)"
    ),
    frozenset({"upset"}): compiled(
        r"(?<!\S)(?:(?:time|टाइम|समय|वक़्त|वक्त|waqt|vaqt|samay|chh?utti|छुट्टी|mauka|मौका|मौक़ा)"
        r" (?:hi |ही )?(?:nahi|nahin|nhi|nai|नहीं|नही) (?:mil|मिल)\S*"
        r"|(?:didn't|did not|couldn't|could not|never) (?:get|find|have) (?:the |any |enough )?(?:time|leave|a chance)"
        r"|no (?:tuve|tuvimos|he tenido|pude sacar) (?:el )?tiempo|(?:pas|jamais) (?:eu|trouve) le temps)(?!\S)"
    ),
    frozenset({"pickup"}): compiled(
        r"(?<!\S)(?:(?:se|nous|me) (?:lever|leve|levons)|(?:wake|get) up|levantar(?:se|nos|me)|nos levantamos"
        r"|(?:uthna|uthte|उठना|उठते)(?: (?:hota|padta|padega|होता|पड़ता|पड़ेगा))?)(?!\S)"
    ),
    frozenset({"date_change", "moves", "other_date"}): compiled(
        r"(?<!\S)(?:(?:rota|roster|shifts?|schedule|plans?|circumstances|work|job|situation)"
        r" (?:has|have|had|got|is|was|are)(?: been)? (?:\S+ )?chang\S+"
        r"|(?:changing|change) (?:the |of )?(?:subject|topic)|(?:cambiando|cambio|cambiamos) (?:de|el) tema"
        r"|(?:pour )?change(?:r|ons|ant)? (?:de|le) sujet|(?:topic|baat|subject) (?:change|badal)\S*"
        r"|(?:टॉपिक|बात|विषय) (?:चेंज|बदल)\S*)(?!\S)"
    ),
    frozenset({"contact", "offices"}): compiled(
        rf"(?<!\S)(?:(?:\d+|of us|{_COMPANY}|somos|vamos|we are|we're|on est|nous sommes) "
        rf"(?:\S+ )?(?:de(?: la| mi| nuestra)? oficina|(?:du|de) bureau"
        rf"|from (?:(?:the|my|our|same|an|a|one) )*office|office (?:se|ke|ki)|ऑफिस (?:से|के|की))"
        rf"|(?:office|work) (?:(?:se|ke|ki|wale) )?(?:\d+ )?{_COMPANY}"
        rf"|ऑफिस (?:(?:से|के|की|वाले) )?(?:\d+ )?{_COMPANY})(?!\S)"
    ),
    frozenset({"languages"}): compiled(
        r"(?<!\S)(?:(?:we're|we are|i'm|i am|im|as) (?:(?:a|an|all|both|two|both of us) )*"
        r"(?:german|french|spanish|english|indian|hindi)s?"
        r"|(?:a|an|two|young|my|our) (?:german|french|spanish|english|indian) (?:couple|family|group|girls?|guys?"
        r"|friends?|women|woman|man|men|tourists?|citizens?|nationals?|students?|passports?)"
        r"|(?:somos|soy|nous sommes|on est|je suis) (?:\S+ )?(?:frances\w*|espanol\w*|francais\w*|aleman\w*|allemand\w*"
        r"|ingles\w*|anglais\w*))(?!\S)"
    ),
    frozenset({"safety"}): compiled(
        r"(?<!\S)(?:(?:water|food|paani|pani|agua|eau) (?:\S+ ){0,2}?(?:safe|potable|segura)"
        r"|safe (?:to drink|to eat|water)"
        r"|(?:paani|pani|पानी) (?:\S+ ){0,2}?(?:safe|सेफ|सुरक्षित))(?!\S)"
    ),
    frozenset({"cancel"}): compiled(
        rf"(?<!\S)(?:{_LOSES} (?:(?:la|el|esa|ese|le|cette|ce|ma|the|that|this) )?{AN_OFFER}"
        rf"|(?:esper[oa]\w*|tard[oa]\w*|wait|hold off|(?:j')?attend[sz]?|attendons) (?:{_NO_CANCELLING}\S+ ){{0,10}}?"
        rf"(?:(?:la|lo|le) {_LOSES}|l'{_LOSES}|{_LOSES} it))(?!\S)"
    ),
    frozenset({"excluded"}): compiled(
        r"(?<!\S)(?<!(?:pag\w*|cobr\w*|cuest\w*|vale|va|van|es|son|todo|algo|nada|viene|vienen|precio|costo|coste) )"
        r"aparte(?: de (?:eso|esto|lo anterior))? (?=(?:si|cuando|cuant[oa]s?|como|donde|que|hay|puedo|podemos|tienen"
        r"|teneis|(?:una|otra) (?:duda|pregunta|cosa|consulta)|queria|quisiera)(?!\S))"
        r"|^(?:(?:y|ah|bueno|vale|gracias) )?aparte(?: de (?:eso|esto|lo anterior))?(?=$| (?!del?(?!\S)))"
    ),
    frozenset({"operator_cancels"}): compiled(
        r"(?<!\S)(?:i|we|i'd|we'd|i'll|we'll) (?:\S+ ){0,2}?(?:called|call|calling) (?:it )?off"
        r"|(?:called|call|calling) off (?:my|our)(?!\S)"
    ),
    frozenset({"person", "contact"}): REMINDS,
    frozenset({"reach"}): compiled(
        r"(?<!\S)(?:(?:we're|we are|i'm|i am|(?:me|myself|i) (?:and|with) (?:my )?\S+|friends|couple|family|people"
        r"|persons?|pax|guys|girls|adults|group|of us|both|all)"
        r"(?: all| both| \d+| two| three| four| five| six)?(?: (?:coming|travelling|traveling|flying in))?"
        r" from (?:new )?\S+"
        r"|(?:hum|ham|main|mai) (?:(?:log|sab|dono) )?\S+ se (?:hain?|hu+|hoon|h)"
        r"|(?:हम|मैं) (?:(?:लोग|सब|दोनों) )?\S+ से (?:हैं|हूँ|हूं|है)"
        r"|(?:on est|nous sommes|je suis) de (?:new )?\S+)(?!\S)"
    ),
    frozenset({"later", "other_date"}): compiled(
        r"(?<!\S)(?:rest|remaining|balance|remainder|reste|solde|resto|saldo|ba+[kq]+i|bacha|बाकी|बाक़ी|बचा)"
        r" (?:\S+ ){0,3}?(?:later(?: on)?|plus tard|apres|mas tarde|despues|luego|baad (?:me|mein)|बाद में)(?!\S)"
    ),
    frozenset({"refund_time"}): compiled(
        r"(?<!\S)(?:बाकी|बाक़ी|बचे|बचा|ba+[kq]+i|bache?) (?:(?:के|की|का|हुए|हुआ|ke|ki|ka|hue) )?"
        r"(?:पैसे|पैसा|रकम|पेमेंट|अमाउंट|paise|paisa|payment|amount|rakam)(?!\S)"
    ),
    frozenset({"in_all", "price", "how_much"}): compiled(
        r"(?<!\S)(?:total(?:ly)?|absolut[eo]?|complet[eo]?|complete) "
        r"(?:beg+in+ers?|beginners?|novices?|newbies?|newcomers?|rookies?|principiantes?|novat[oa]s?|debutante?s?)(?!\S)"
    ),
    frozenset({"moves", "date_change"}): compiled(
        r"(?<!\S)(?:moved (?:house|home|flats?|cit(?:y|ies)|countr(?:y|ies)|jobs?|abroad|away|in with)"
        r"|(?:moved|moving|move|shifted|shifting) (?:back )?to (?:\S+ ){1,2}?"
        r"(?:for (?:work|a job|my job|studies|university|college)|last (?:year|month|week|summer|winter)"
        r"|in the meantime)"
        r"|shift ho (?:gay[aei]|rah[aei])(?! (?:date|batch|trek)))(?!\S)"
    ),
    frozenset({"deposit"}): compiled(
        r"(?<!\S)(?:(?:thank you|thanks|thankyou|thx|many thanks)(?: (?:so|very) much| a lot)? in advance"
        r"|gracias (?:de antemano|por adelantado|anticipadas|desde ya)|merci (?:beaucoup )?(?:d'avance|par avance)"
        r"|(?:advance|एडवांस) (?:me|mein|में) (?:thanks?|thank you|dhanyava+d|shukriya|धन्यवाद|शुक्रिया|थैंक्स))(?!\S)"
    ),
    frozenset({"age", "minor"}): compiled(
        r"(?<!\S)teen (?:hi )?(?:logo?n?|din|raat|dost|jane?|jan[ei]|baje|mahine|hafte|ghante|pax|seats?)(?!\S)"
    ),
    frozenset({"age"}): compiled(r"(?<!\S)(?:my|our|a|an|some) seniors? (?:in|at|from|of) (?:the |my |our )?\S+(?!\S)"),
    frozenset({"offloading"}): compiled(
        r"(?<!\S)(?:(?:carry|carrying|bring|bringing|take|taking) (?:my|our|your|one's) own"
        r"(?! (?:\S+ )?(?:bags?|backpacks?|rucksacks?|packs?|luggage|load|weight|stuff|things|gear|kit)(?!\S)))(?!\S)"
    ),
    frozenset({"month"}): compiled(
        r"(?<!(?:que|cual|el|un|este|ese|cada|al|del|por|primer|mejor|buen|otro|ultimo|proximo|mismo|algun|solo|\d) )"
        r"(?<!\S)mes (?!(?:de|que|es|y|o|para|mas|antes|despues)(?!\S))\p{L}+[sx](?!\S)"
    ),
    frozenset({"how_much"}): compiled(
        r"(?<!\S)(?:(?:kitn[ei]|कितने) (?:baje|bje|bajey|बजे)"
        r"|(?:kitn[ei]|कितन[ेी]) (?:ba+r|da?fa+|martaba|बार|दफ़ा|दफा|मर्तबा)|combien de fois)(?!\S)"
    ),
    frozenset({"network"}): compiled(
        r"(?<!\S)(?:(?:saw|see|seen|read|found|vi|vimos|visto|lei|leido|encontr\S+|vu|lu|trouv\S+|moins cher|cheaper"
        r"|mas barato) (?:\S+ ){0,4}?(?:on the |en |sur )?(?:internet|l'internet)"
        r"|(?:internet|इंटरनेट) (?:par|pe|पर) (?:\S+ ){0,4}?(?:dikh|dekh|padh|mil|दिख|देख|पढ़|मिल)\S*)(?!\S)"
    ),
    frozenset({"booking"}): compiled(
        rf"(?<!\S)(?:{_WAY}(?: (?:tickets?|ki|ka|ke|bhi|टिकट|की|का|भी)){{0,3}} (?:book(?:ing)?|reserv\S+|बुक(?:िंग)?)"
        rf"|(?:book(?:ing)?|reserv\S+) (?:(?:{_ARTICLE}|night|evening|onward) ){{0,3}}{_WAY}"
        r"|regist(?:er|ration|ering) (?:\S+ )?with (?:the )?(?:government|authorities|police|state|park|army)"
        r"|before (?:(?:we|i) )?(?:(?:can|could|decide to) )?(?:book(?:ing)?|reserv\S+)"
        r"|avant (?:de|que) (?:\S+ )?reserv\S+"
        r"|antes de (?:reservar|hacer la reserva)|(?:book|booking) karne? (?:se|ke) pe?hle"
        r"|बुक(?:िंग)? करने (?:से|के) पहले)(?!\S)"
    ),
}
"""Stretches in which words of these topics stand, and ask for none of them."""


@lru_cache(maxsize=4096)
def in_another_sense(text: str) -> frozenset[Topic]:
    """Topics whose words the text has only in another sense.

    A flight, a train or a bus that is cancelled is no booking of ours, one does not pay with an identity card, who
    tells which passport they hold asks for no papers, and what is hard to pay or to decide is no hard trek. Seven from
    the office do not ask for ours, an offer that one loses by waiting is no booking cancelled, and "aparte" before a
    question only begins another one.
    """
    words = spelt_out(plain(text))
    left = {topics: pattern.sub(" ", words) for topics, pattern in _SENSES.items() if pattern.search(words)}
    return frozenset(topic for topics, rest in left.items() for topic in topics.difference(topics_in(rest)))


def is_of_another_sense(text: str, title: str) -> bool:
    """Whether what a title is about stands in the text only in another sense: the way from Delhi, who is from there."""
    about = set(topics_in(title)) - MANNERS
    return bool(about) and about <= in_another_sense(text)


def asks_for_a_margin(text: str) -> bool:
    """Whether a flight is cancelled, or the way home missed, and nothing else asked: how many spare days one needs."""
    words = spelt_out(plain(text))
    rest = _WAY_HOME_MISSED.sub(" ", _PLANE_CANCELLED.sub(" ", words))
    return rest != words and not set(topics_in(rest)) - MANNERS - lent_to("margin")
