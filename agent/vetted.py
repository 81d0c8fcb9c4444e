"""Texts a person has vetted, in five languages. They need no file and no model, so they work when nothing else does."""

from collections.abc import Mapping, Sequence

from agent.turn import HandoffReason

Texts = Mapping[str, str]

HANDOFF: Texts = {
    "en": "I'm passing this to a colleague, who will write to you here.",
    "hi": "मैं आपकी बात अपने सहयोगी तक पहुँचा रहा हूँ। वे आपको यहीं लिखेंगे।",
    "es": "Paso su mensaje a una persona de nuestro equipo, que le escribirá aquí.",
    "fr": "Je transmets votre message à un collègue, qui vous écrira ici.",
    "hi-Latn": "Main aapki baat apne colleague tak pahuncha raha hoon. Woh aapko yahin likhenge.",
}
_UNSURE: Texts = {
    "en": "I don't want to give you a wrong answer here.",
    "hi": "मैं आपको कोई ग़लत जानकारी नहीं देना चाहता।",
    "es": "No quiero darle una información equivocada.",
    "fr": "Je ne veux pas vous donner une réponse inexacte.",
    "hi-Latn": "Main aapko koi galat jaankari nahi dena chahta.",
}
_APOLOGY: Texts = {
    "en": "I'm sorry about this.",
    "hi": "हमें इसके लिए खेद है।",
    "es": "Lamentamos lo ocurrido.",
    "fr": "Nous sommes désolés de ce désagrément.",
    "hi-Latn": "Humein iske liye khed hai.",
}
STILL_SORRY: Texts = {
    "en": "I'm sorry. A colleague reads this message too, and will write to you here.",
    "hi": "हमें खेद है। हमारे सहयोगी आपका यह संदेश भी पढ़ेंगे और आपको यहीं लिखेंगे।",
    "es": "Lo sentimos. Una persona de nuestro equipo lee también este mensaje y le escribirá aquí.",
    "fr": "Nous en sommes désolés. Un collègue lit aussi ce message et vous écrira ici.",
    "hi-Latn": "Humein khed hai. Hamare colleague aapka yeh message bhi padhenge aur aapko yahin likhenge.",
}
"""To who writes on after a complaint, before anybody answered it."""
_ASKED: Texts = {
    "en": "Of course.",
    "hi": "ज़रूर।",
    "es": "Por supuesto.",
    "fr": "Bien sûr.",
    "hi-Latn": "Zaroor.",
}
NOBODY: Texts = {
    "en": "I'm sorry: something on our side isn't working and I cannot answer you right now, and my colleagues have "
    "more messages than they can take at the moment. Please write again in a few hours.",
    "hi": "क्षमा कीजिए, हमारी ओर कुछ ठीक से काम नहीं कर रहा, इसलिए मैं अभी जवाब नहीं दे पा रहा हूँ, और सहयोगियों के पास "
    "इस समय बहुत संदेश हैं। कृपया कुछ घंटों बाद फिर लिखिए।",
    "es": "Lo siento: algo no funciona de nuestro lado y ahora no puedo responderle, y mis compañeros tienen más "
    "mensajes de los que pueden atender. Por favor, escriba de nuevo dentro de unas horas.",
    "fr": "Je suis désolé : un problème de notre côté m'empêche de vous répondre pour l'instant, et mes collègues ont "
    "plus de messages qu'ils ne peuvent en traiter. Merci de nous réécrire dans quelques heures.",
    "hi-Latn": "Maaf kijiye, hamari taraf kuch theek se kaam nahi kar raha, isliye main abhi jawab nahi de pa raha "
    "hoon, aur mere colleagues ke paas is samay bahut messages hain. Kripya kuch ghanton baad phir likhiye.",
}
OPENING: Mapping[HandoffReason, Texts] = {
    "asked": _ASKED,
    "complaint": _APOLOGY,
    "failure": _APOLOGY,
    "unsure": _UNSURE,
    "unsure_twice": _UNSURE,
    "compliance": {},
    "emergency": {},
}

OPEN_NOW: Texts = {
    "en": "Our office is open until {time} ({place} time), so you will hear from a person today.",
    "hi": "हमारा कार्यालय {time} बजे ({place} समय) तक खुला है, आज ही कोई आपको लिखेगा।",
    "es": "Nuestra oficina está abierta hasta las {time} (hora de {place}): hoy mismo le escribirá una persona.",
    "fr": "Notre bureau est ouvert jusqu'à {time} (heure de {place}) : une personne vous écrira aujourd'hui.",
    "hi-Latn": "Hamara office {time} baje ({place} time) tak khula hai, aaj hi koi aapko likhega.",
}
OPENS_LATER: Texts = {
    "en": "Our office opens {day} at {time} ({place} time); that is when a person will write to you.",
    "hi": "हमारा कार्यालय {day} {time} बजे ({place} समय) खुलेगा, तभी कोई आपको लिखेगा।",
    "es": "Nuestra oficina abre {day} a las {time} (hora de {place}); entonces le escribirá una persona.",
    "fr": "Notre bureau ouvre {day} à {time} (heure de {place}) ; une personne vous écrira alors.",
    "hi-Latn": "Hamara office {day} {time} baje ({place} time) khulega, tabhi koi aapko likhega.",
}
WHEN_OPEN: Texts = {
    "en": "A person will write as soon as our office is open.",
    "hi": "कार्यालय खुलते ही कोई आपको लिखेगा।",
    "es": "Una persona le escribirá en cuanto abra nuestra oficina.",
    "fr": "Une personne vous écrira dès l'ouverture de notre bureau.",
    "hi-Latn": "Office khulte hi koi aapko likhega.",
}
SOON: Sequence[Texts] = (
    {"en": "today", "hi": "आज", "es": "hoy", "fr": "aujourd'hui", "hi-Latn": "aaj"},
    {"en": "tomorrow", "hi": "कल", "es": "mañana", "fr": "demain", "hi-Latn": "kal"},
)
WEEKDAYS: Mapping[str, Sequence[str]] = {
    "en": ("on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday", "on Sunday"),
    "hi": ("सोमवार को", "मंगलवार को", "बुधवार को", "गुरुवार को", "शुक्रवार को", "शनिवार को", "रविवार को"),
    "es": ("el lunes", "el martes", "el miércoles", "el jueves", "el viernes", "el sábado", "el domingo"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "hi-Latn": ("Somvar ko", "Mangalvar ko", "Budhvar ko", "Guruvar ko", "Shukravar ko", "Shanivar ko", "Ravivar ko"),
}

OPT_OUT: Texts = {
    "en": "Done: you will get no more messages from us, answers included. Write START if you ever want them again.",
    "hi": "ठीक है, अब हम आपको कोई संदेश नहीं भेजेंगे, जवाब भी नहीं। दोबारा चाहें तो START लिख दीजिए।",
    "es": "Hecho: no le enviaremos más mensajes, tampoco respuestas. Para volver a recibirlos, escriba START.",
    "fr": "C'est fait : vous ne recevrez plus rien de notre part, ni messages ni réponses. Pour reprendre : START.",
    "hi-Latn": "Theek hai, ab hum aapko koi message nahi bhejenge, jawab bhi nahi. Dobara chahiye to START likhein.",
}
NO_OFFERS: Texts = {
    "en": "Done: no more offers or promotions. Questions you write here are still answered. Offers again: write START.",
    "hi": "ठीक है, अब कोई ऑफ़र या प्रचार नहीं भेजेंगे। आपके सवालों के जवाब मिलते रहेंगे। ऑफ़र फिर चाहिए हों तो START लिखें।",
    "es": "Hecho: no más ofertas ni promociones. Seguimos respondiendo a sus preguntas. Para recibirlas: START.",
    "fr": "C'est fait : plus d'offres ni de promotions. Nous répondons toujours à vos questions. Les revoir : START.",
    "hi-Latn": "Theek hai, ab koi offer ya promotion nahi. Sawaalon ke jawab milte rahenge. Phir chahiye to START.",
}
OPT_IN: Texts = {
    "en": "Welcome back! We will write to you here again. Write STOP whenever you want it to end.",
    "hi": "फिर से स्वागत है! अब हम आपको यहाँ लिखेंगे। बंद करना हो तो कभी भी STOP लिख दीजिए।",
    "es": "¡Bienvenido de nuevo! Volveremos a escribirle aquí. Escriba STOP cuando quiera dejar de recibirlos.",
    "fr": "Heureux de vous retrouver ! Nous vous écrirons de nouveau ici. Écrivez STOP pour arrêter à tout moment.",
    "hi-Latn": "Phir se swagat hai! Ab hum aapko yahan likhenge. Band karna ho to kabhi bhi STOP likh dijiye.",
}
