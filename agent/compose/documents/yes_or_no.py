"""Whether the yes or no of a FAQ entry is one to the customer's question too."""

import regex

from agent.language.plain import plain, spelt_out
from agent.turn import Passage

_ASKS_THE_SAME = 0.7
"""From here on an entry asks the same as the customer."""

_GIVEN = regex.compile(
    r"(?<!\S)(?:provide[ds]?|(?:do|will|would) (?:you|u) (?:give|have|supply)|given|supplied|included?"
    r"|(?:la|lo|los|las) (?:dais|dan|ponen|poneis|proporcion\w+)|dais|proporcion\w+|incluid[oa]s?|incluyen?"
    r"|fournis\w*|fournie?s?|(?:vous )?pretez|comprise?s?|inclus\w*"
    r"|(?:aap|ap|tum|log|bhi|company) (?:\S+ )?(?:dete|doge|denge)|dete ho|dete ha?in?|milta|milte|milti|milega|milegi"
    r"|milenge|sha+mil"
    r"|देते|दोगे|देंगे|देती|मिलता|मिलते|मिलती|मिलेगा|मिलेगी|मिलेंगे|शामिल)(?!\S)"
)
_BROUGHT = regex.compile(
    r"(?<!\S)(?:bring|bringing|carry|(?:my|our|one's) own|need my|tra(?:er|igo|emos)|llev(?:ar|o|amos)|propi[oa]"
    r"|apporter|apporte|emporter|prendre|prends|mon propre|la+na|launga?|laun|la+u|lekar|apn[aie]"
    r"|लाना|लाने|लाऊँ|लाऊं|लेकर|लाएँ|लाएं|अपना|अपनी|अपने)(?!\S)"
)
_YES_OR_NO = regex.compile(
    r"(?:yes|no|oui|non|sí|si|जी हाँ|जी हां|जी नहीं|हाँ|हां|नहीं|ji haan|ji nahin?|haan|nahin?)"
    r"(?:\s*[,.!:;।]+\s+|\s+[–—-]\s+)(?!\d)(?=\S)",
    regex.IGNORECASE,
)


def is_the_same_yes(asked: str, passage: Passage) -> bool:
    """Not where the one asks whether we give a thing and the other whether one brings it: "do you give poles?".

    "Do you give one or do I bring it?" takes neither yes nor no.
    """
    ours, theirs = _asks_whether(asked), _asks_whether(passage.title)
    turned = any(ours) and any(theirs) and ours != theirs
    return passage.scores.same >= _ASKS_THE_SAME and not turned and not all(ours)


def _asks_whether(text: str) -> tuple[bool, bool]:
    """We give it; one brings it."""
    words = spelt_out(plain(text))
    return bool(_GIVEN.search(words)), bool(_BROUGHT.search(words))


def without_yes(text: str) -> str:
    """What an entry tells beside its yes or no, which is one to the entry's own question."""
    found = _YES_OR_NO.match(text)
    return f"{text[found.end()].upper()}{text[found.end() + 1 :]}" if found else text
