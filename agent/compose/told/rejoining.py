"""Who cancelled and wants to come after all: the booking is gone, and a new one is made like any other."""

from agent.compose.reading.asked import Asked
from agent.compose.section import Section, lines
from agent.compose.told.booking import book, deposit
from agent.compose.told.dates import on_the_day
from agent.compose.told.own_told import cancelled_booking, is_of_this_trek, own
from agent.language.kept_pattern import compiled
from agent.language.plain import plain, spelt_out


def wants_back(asked: Asked) -> bool:
    """Whether somebody whose booking was cancelled, and who has no other of that trek, wants to come all the same."""
    words = spelt_out(plain(asked.text))
    over = cancelled_booking(asked) is not None and not is_of_this_trek(asked)
    return over and not {"refund", "refund_time"} & set(asked.topics) and bool(_COMES_BACK.search(words))


def rejoining(asked: Asked) -> Section:
    """That the old booking is gone, whether there is room on the day named, and how to book anew."""
    told = [own(asked), on_the_day(asked) if asked.treks else None, book(asked), deposit(asked)]
    sections = [section for section in told if section]
    text = lines(*dict.fromkeys(line for section in sections for line in section.text.split("\n")))
    return Section(text, tuple(dict.fromkeys(source for section in sections for source in section.sources)))


_AGAIN = r"(?:wapas|wapis|vapas|phir ?se|fir ?se|dobara|dubara|दोबारा|दुबारा|फिर से|वापस)"
_COMES = (
    r"(?:aan?a|aa\S*|jan?a|ja\S*|chal\S*|jud\S*|join\S*|book\S*|le+n?a|आन\S*|आ\S*|जान\S*|जा\S*|चल\S*|जुड़\S*|बुक\S*|लेना)"
)
_COMES_BACK = compiled(
    rf"(?<!\S)(?:{_AGAIN} (?:(?!paisa|paise|refund|mil|kitn|पैस|रिफंड|मिल|कितन)\S+ ){{0,6}}?{_COMES}"
    r"|(?:come|go|join|make it|travel|do it) (?:\S+ ){0,5}?(?:after all|again)"
    r"|(?:rejoin|rebook|re book|book (?:\S+ ){0,3}?again|un ?cancel|reinstate|reactivate|revive|restore|undo)"
    r"|(?:want|get|have|take|like) (?:\S+ ){0,2}?(?:my|our) (?:seats?|places?|spots?|bookings?) back"
    r"|(?:volver|vuelvo) a (?:reservar|apuntarme|ir)|(?:reservar|apuntarme|apuntarnos) (?:otra vez|de nuevo)"
    r"|(?:al final|finalmente) (?:\S+ )?(?:puedo|quiero|podemos|queremos|voy|vamos)"
    r"|(?:recuperar|reactivar) (?:mi|nuestra|la) (?:plaza|reserva)"
    r"|(?:reserver|m'inscrire|nous inscrire|venir) (?:\S+ )?(?:a nouveau|de nouveau|quand meme)|re ?reserver"
    r"|finalement (?:\S+ )?(?:je|on|nous) (?:\S+ )?(?:peux|peut|pouvons|viens|vient|venons|veux|veut|voulons)"
    r"|(?:reprendre|recuperer|reactiver) (?:ma|notre|la) (?:place|reservation))(?!\S)"
)
