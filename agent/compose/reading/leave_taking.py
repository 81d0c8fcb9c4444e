"""Who goes to think it over, or to ask at home, and means to write again: a wave, however it is put."""

import regex

from agent.compose.reading.asked import Asked
from agent.compose.topics.named import MANNERS, topics_in
from agent.language.kept_pattern import compiled
from agent.language.plain import plain, spelt_out


def takes_leave(asked: Asked) -> bool:
    """Whether it says so and asks nothing: "thanks, I'll talk to my family and get back to you".

    Who thanks need not say that they will write.
    """
    if regex.search("[?¿]", asked.text) or asked.named or asked.turn.values("date"):
        return False
    if set(topics_in(asked.text)) - MANNERS:
        return False
    words = spelt_out(plain(asked.text))
    return bool(_THINKS.search(words)) and (asked.about("thanks") or bool(_WRITES_AGAIN.search(words)))


_THINKS = compiled(
    r"(?<!\S)(?:(?:think|talk|check|discuss|speak|chat|sleep|mull|decide)(?: \S+)?"
    r" (?:about|over|on|with|to|between|at|and)|ask (?:my|our|the|at)|discuss|consult"
    r"|(?:lo|la) (?:hablo|hablamos|hablare|pienso|pensamos|pensare|consulto|consultamos|comento|comentamos|charlo|veo)"
    r"|(?:hablarl|pensarl|consultarl|comentarl|charlarl)[oa]|voy a (?:hablar|pensar|consultar)|me lo pienso"
    r"|(?:j'en|on en|nous en|en) (?:parle|parlons|parler|discute|discutons|discuter)|y reflechir|reflechi[st]?"
    r"|reflechissons|je vois (?:ca )?avec|on voit (?:ca )?avec|je demande (?:a|au)"
    r"|(?:baat|bat|soch|pu+ch|po+ch|discuss|salah|mashwara|vichar|बात|सोच|पूछ|सलाह|विचार|डिस्कस)"
    r"(?: ?(?:kar|k[ae]r|कर))?(?: ?(?:ke|kar|के|कर))?)(?!\S)"
)
_WRITES_AGAIN = compiled(
    r"(?<!\S)(?:(?:get|come|be) back|let (?:you|u) know|(?:tell|write|message|text|ping|call|contact) (?:you|u)|revert"
    r"|confirm later|return to you"
    r"|(?:te|le|les|os) (?:digo|decimos|dire|aviso|avisamos|avisare|confirmo|confirmamos|escribo|escribimos|cuento"
    r"|contamos|comento)|vuelvo a escribir"
    r"|(?:reviens|revient|revenons|reviendrai|reviendra) vers (?:vous|toi)"
    r"|(?:vous|te) (?:redis|redit|recontacte|recontactons|tiens au courant|tient au courant|recris|reecris|dis|dirai)"
    r"|(?:bata+|likh|inform|confirm|msg|message|reply)(?: ?kar)?(?:t[aei]|u+ng[ai]|enge|oong[ai]|unga)"
    r"|(?:bata|bta|confirm kar|inform kar) (?:d(?:u+|oo)ng[ai]|denge|d[eu]t[aei])"
    r"|(?:बता|लिख|कन्फर्म कर|कंफर्म कर)(?:त[ाीे]|ऊँग[ाी]|ऊंग[ाी]|एँगे|एंगे)"
    r"|(?:बता|लिख|कन्फर्म कर|कंफर्म कर) (?:दू[ँं]ग[ाी]|देंगे|देत[ाीे]))(?!\S)"
)
