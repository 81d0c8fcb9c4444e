"""What a message says of the customer and of theirs, in words that ask something of us elsewhere: "I am a robot"."""

from dataclasses import replace

import regex

from agent.compose.reading.other_senses import REMINDS, in_another_sense
from agent.compose.topics.named import Topic, topics_in
from agent.language.kept_pattern import compiled
from agent.language.plain import plain, spelt_out
from agent.turn import Turn

_KIN = (
    r"(?:grand)?(?:mother|father|ma|pa|mum|mom|dad|son|daughter|parent)s?|wife|husband|brothers?|sisters?|friends?"
    r"|kids?|children|boyfriend|girlfriend|partner|boss|family|doctor|aunt|uncle|cousins?"
    r"|(?:(?:mi|mis|su|sus|la|el) )?(?:madre|padre|mama|papa|abuel[oa]s?|hij[oa]s?|herman[oa]s?|mujer|marido|novi[oa]"
    r"|amig[oa]s?|jefe|jefa|familia|medico|tia|tio|suegr[oa]s?)"
    r"|(?:(?:ma|mon|mes|sa|son|la|le) )?(?:mere|pere|maman|papa|grand mere|grand pere|fils|fille|frere|soeur|femme|mari"
    r"|copain|copine|amis?|amies?|patron|famille|medecin|belle mere|beau pere|conjoint|conjointe)"
    r"|(?:mummy|papa|maa|mata|pita|biwi|patni|wife|pati|husband|beta|beti|bhai|behen|dost|doston|boss|doctor|saas|sasur"
    r"|dada|dadi|nana|nani|chacha|ghar ?walon?|bachch?[eo]n?)(?: ?ji)?"
    r"|(?:मम्मी|मां|माँ|पापा|पिता|पत्नी|बीवी|पति|बेटे|बेटी|बेटा|भाई|बहन|दोस्त|दोस्तों|बॉस|डॉक्टर|सास|ससुर|दादा|दादी"
    r"|नाना|नानी|घर ?वालों|बच्चे|बच्चों)(?: ?जी)?"
)
_MACHINE = r"(?:robot|machine|bot|maquina|रोबोट|मशीन)"
_SMALL = (
    r"(?:(?:a|an|just|like|now|almost|totally|un|una|une|como|comme|casi|presque|to|toh|ab|ek|bilkul|तो|अब|एक|बिल्कुल) )"
)
_CAN_COME = (
    r"(?: (?:she|he|they|her|him|elle|il(?! y a)|ella|wo|woh|unko|unhe|वो|वे|उन्हें"
    r"|(?:chal|aa|ja|kar|चल|आ|जा|कर) ?(?:sak|सक)\S*)(?!\S))"
)

_ABOUT_IT = (
    r"(?:(?<!(?<!\S)(?:kisi|insaan|manager|senior|agent|colleague|team|aapke|aap|किसी|इंसान|मैनेजर|आपके|आप)(?: \S+){0,8} )"
    r"(?:ke|k|ki|के|की) (?:ba+re|silsile|बारे|सिलसिले) (?:me|mein|m|mai|में|मे)"
    r" (?:(?:kuch|thod[aie]|ek|zara|bas|si|कुछ|थोड़[ाी]|एक|ज़रा|बस|सी) )*(?:baat|bat|बात)(?: (?:kar|कर)\S*)?"
    r"|(?:(?:talk|speak|chat) about|hablar(?:l[eo]s?|os|te)? (?:de|sobre)|parler (?:de|d'\S+|du|des))"
    r"(?! .*(?<!\S)(?:with|to|con|avec|a) (?:some|any|a|an|un|una|une|your|the|el|la|le|algui|quelqu|vo|usted)))"
)
"""Who opens with what it is about wants an answer, from whoever gives it: "I wanted to talk about my booking"."""

_PEOPLE = frozenset({"person", "contact", "relatives"})
_ROBOTS = frozenset({"bot"})
_NUMBERS = frozenset({"contact"})

_STICK = r"(?:stick|cane|walker|baston|canne|chhadi|lathi|lakdi|छड़ी|लाठी)"
_NO_THING = rf"(?!{_STICK}|(?:{_KIN})(?!\S))"
_WITH_THEIR_THING = (
    rf"(?:(?:without|with) (?:his|her|their) {_NO_THING}\S+|(?:sin|con) sus? {_NO_THING}\S+"
    rf"|(?:sans|avec) (?:son|sa|ses|leur|leurs) {_NO_THING}\S+"
    rf"|(?:k[aie]|का|की|के) {_NO_THING}\S+ (?:(?:bhi|भी) )?(?:saa?th|le|leke|lekar|laa?|साथ|ले|लेकर|ला)\S*)(?!\S)"
)
"""A thing that one of theirs brings: it is asked about, and not who brings it."""

_OF_THEIRS: dict[frozenset[Topic], regex.Pattern[str]] = {
    _PEOPLE: compiled(
        r"(?<!\S)(?:(?:talk|talking|speak|speaking|chat|check|discuss) (?:it )?(?:to|with)"
        rf" (?:god|(?:my|our) (?:{_KIN}))|hablar(?:l[oe])? con (?:mis?|nuestr[oa]s?) (?:{_KIN})"
        rf"|parler (?:a|avec) (?:mon|ma|mes|notre|nos) (?:{_KIN})"
        rf"|(?:{_KIN}) (?:se|say|sey|से) (?:(?:ek|ab|pehle|pahle|पहले|एक|भी|bhi) )*(?:baat|bat|बात)"
        rf"|{_ABOUT_IT})(?!\S)"
    ),
    _ROBOTS: compiled(
        rf"(?<!\S)(?:(?:i am|i'm|im|like|soy|como|je suis|comme) {_SMALL}*{_MACHINE}(?! \?)"
        rf"|(?:main|mai|me|मैं|मै) {_SMALL}*{_MACHINE} (?:{_SMALL})*(?:hu|hun|hoon|hoo|हूँ|हूं|ban|बन)\S*"
        rf"|{_MACHINE} (?:jais[aei]|ki tarah|जैस[ाेी]|की तरह))(?!\S)"
    ),
    _NUMBERS: compiled(
        r"(?<!\S)(?:(?:passed|gave|given|shared|sent|got|found) (?:(?:me|us) )?(?:your|this|the) (?:number|contact)"
        r"|(?:me|nos) (?:paso|pasaron|dio|dieron|compartio) (?:este|su|tu|vuestro|el) (?:numero|contacto)"
        r"|(?:m'a|m'ont|nous a|nous ont) (?:donne|passe|file|transmis) (?:votre|ton|ce|le) (?:numero|contact)"
        r"|(?:aapka|apka|yeh?|ye) (?:number|contact|no) (?:\S+ )?(?:diya|mila|bheja)"
        r"|(?:आपका|यह|ये) (?:नंबर|नम्बर) (?:\S+ )?(?:दिया|मिला|भेजा))(?!\S)"
    ),
    frozenset({"relatives", "age"}): compiled(
        rf"(?<!\S)(?:(?:my|our|his|her) )?(?:{_KIN}) (?:(?:is|are|was|keeps|also|toh|to|bhi|भी|तो|me|nous|m') ?)*"
        r"(?:ask(?:s|ing|ed)?|wonder(?:s|ing)|want(?:s|ed) to know|pregunta\w*|quiere(?:n)? saber|demande(?:nt)?"
        r"|veut savoir|pu+ch\S*|po+ch\S*|पूछ\S*)(?!\S)"
        rf"(?!(?: \S+){{0,4}}{_CAN_COME})"
        rf"|(?<!\S)(?:(?:my|our|mi|mon|ma|mera|mere|meri) )?(?:{_KIN}) (?:\S+ ){{0,5}}?{_WITH_THEIR_THING}"
    ),
    frozenset({"cancel", "to_cancel"}): compiled(
        r"(?<!\S)(?:(?:don't|do not|dont|doesn't|does not|doesnt|didn't|not|never)"
        r" (?:\S+ )?(?:want|wish|plan|going|intend)\S* to cancel"
        r"|no (?:\S+ )?(?:quier\w+|queremos|pienso|piensa|vamos a|voy a|va a) (?:a )?(?:cancelar|anular)(?:l[oae]s?)?"
        r"|(?:veu[xt]|voulons|veulent|compte|souhaite) pas (?:l'|le |la )?annuler|ne pas (?:l'|le |la )?annuler"
        r"|(?:cancel|kansal|कैंसल|कैंसिल|रद्द) (?:nahi|nahin|nhi|nai|नहीं|नही|ना|na) (?:kar|कर)(?!sak|सक)\S*"
        r"(?!\S)(?! ?(?:sak|सक))"
        r"|(?:cancel|कैंसल|कैंसिल|रद्द) (?:kar|कर)\S* (?:nahi|nahin|nhi|नहीं|नही)(?: (?:chah|चाह)\S*)?(?! (?:sak|सक)))(?!\S)"
    ),
}
"""What each kind of stretch looks like, and the topics whose words it holds without asking for them."""


ASKED_BY_OTHERS = compiled(
    r"(?<!\S)(?:(?:asks?|asked|asking|wonders?|wondering|wants? to know) (?:if|whether)"
    r"|(?:pregunt\w+|quiere saber) si|(?:demande|demandent|veut savoir) (?:si(?!\S)|s['’])"
    r"|(?:pu+ch|po+ch)\w* (?:rah|h)\w*|पूछ\S* (?:रह|है|हैं)\S*)"
)
"""A question that somebody else asks through the customer: "mum wonders whether"."""


def not_of_us(text: str) -> frozenset[Topic]:
    """Topics that the text names only in speaking of the customer and theirs, or in another sense."""
    return _of_theirs(text) | in_another_sense(text)


def _of_theirs(text: str) -> frozenset[Topic]:
    """Who wants to talk to their grandmother wants none of our colleagues, and who will not cancel asks no refund.

    Who is a robot up the hill does not ask whether we are one; the mother who asks for a bath does not say she comes.
    """
    words = spelt_out(plain(text))
    left = {topics: pattern.sub(_unless_ill, words) for topics, pattern in _OF_THEIRS.items() if pattern.search(words)}
    return frozenset(topic for topics, rest in left.items() for topic in topics.difference(topics_in(rest)))


def was_sent(text: str) -> bool:
    """Whether somebody tells who passed our number on to them."""
    return bool(_OF_THEIRS[_NUMBERS].search(spelt_out(plain(text))))


def _unless_ill(stretch: regex.Match[str]) -> str:
    """Nothing, unless it is an illness that somebody brings: then they are asked about."""
    return stretch.group() if "health" in topics_in(stretch.group()) else " "


def without_theirs(text: str) -> str:
    """The text without those of theirs with whom somebody wants to talk, the robot they are, and "remind me"."""
    words = spelt_out(plain(text))
    rest = words
    for pattern in (_OF_THEIRS[_PEOPLE], _OF_THEIRS[_ROBOTS], REMINDS):
        rest = pattern.sub(" ", rest)
    return text if rest == words else rest


def without_passages_of_us(turn: Turn) -> Turn:
    """Without the entries on how to reach us, or on cancelling, where the words for it are said of somebody else.

    Where an airline cancels, what is told of flights is left, and so are papers beside permits that are asked about:
    "I hold a Dutch passport, which permit do I need?".
    """
    senses = in_another_sense(turn.message.text)
    others = (_of_theirs(turn.message.text) & {"person", "cancel"}) | (senses & {"code_asked", "documents"})
    way = "cancel" in senses
    if not (others or way):
        return turn
    beside = {"permits"} & set(topics_in(turn.message.text))
    titles = ((passage, set(topics_in(passage.title))) for passage in turn.evidence)
    kept = (p for p, title in titles if beside & title or not _is_of_us(title, others, way=way))
    return replace(turn, evidence=tuple(kept))


def _is_of_us(title: set[Topic], others: frozenset[Topic], *, way: bool) -> bool:
    of_a_booking = bool({"cancel", "operator_cancels"} & title) and not {"reach", "tickets", "flight"} & title
    return bool(others & title) or (way and of_a_booking)
