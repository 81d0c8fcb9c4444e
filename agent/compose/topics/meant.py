"""What a question is about: by words of the lists, and by what it is like among the examples."""

from collections.abc import Set as AbstractSet

from agent.compose.reading.of_their_own import not_of_us
from agent.compose.reading.questions import clauses, content
from agent.compose.topics.lent import lent_to
from agent.compose.topics.model import UNLIKE, learnt_topics, likeness, surely_learnt
from agent.compose.topics.named import MANNERS, Topic, rest_of, topics_in


def with_learnt(named: tuple[Topic, ...], text: str) -> tuple[Topic, ...]:
    """Where no word says what a text is about, what it is most like among the examples.

    Beside words, what it surely asks about: then words of topics that it is unlike are only the occasion, as in "my
    phone dies in the cold, is there a socket?". So does what only borrows all of its words: "a discount for kids?" asks
    what children pay. Not where the words say all of it, nor of what protects people's data, nor what is only said of
    the customer's own people.
    """
    others = not_of_us(text)
    return tuple(topic for topic in _with_learnt(named, text) if topic not in others)


def _with_learnt(named: tuple[Topic, ...], text: str) -> tuple[Topic, ...]:
    subjects = set(named) - MANNERS
    if not subjects:
        return (*named, *learnt_topics(text))
    figure = _OF_THE_BODY if "how_much" in named and subjects <= _FIGURES else frozenset[Topic]()
    more = tuple(topic for topic in surely_learnt(text) if topic not in subjects | (MANNERS - _ASKED_FOR) | figure)
    if finer := _finer(text, subjects, but=figure):
        return tuple(dict.fromkeys([*named, finer]))
    if len(content(text)) <= _LEAST_WORDS:  # so few words ask one thing
        surest = max(likeness(text, topic) for topic in subjects)
        more = tuple(topic for topic in more if likeness(text, topic) > surest)
    little = len(content(text)) < _LEAST_WORDS or not content(rest_of(text, named))
    if not more or subjects & _BY_WORDS_ALONE or little:
        return named
    kept = (topic for topic in named if topic in MANNERS or likeness(text, topic) >= UNLIKE or _by_itself(text, topic))
    return tuple(dict.fromkeys([*kept, *more]))


def _finer(text: str, subjects: AbstractSet[Topic], *, but: AbstractSet[Topic]) -> Topic:
    """What the examples say that it asks about, of which all that words name is only a part; "" where nothing is.

    Two words of it need less likeness than one, but where a figure says how many come the words may mean what they say.
    Who asks how high a peak is wants its height.
    """
    surest = max(likeness(text, topic) for topic in subjects)
    likely = (topic for topic in learnt_topics(text) if subjects <= lent_to(topic) and topic not in subjects | MANNERS)
    topic = next((topic for topic in likely if topic not in but), "")
    several = len(subjects) > 1 and not any(sign.isdigit() for sign in text)
    return topic if topic and likeness(text, topic) > (surest if several else _NO_DOUBT) else ""


def _by_itself(text: str, topic: Topic) -> bool:
    """Whether a clause of the text says that and nothing else: "price please, and my periods are due then"."""
    return any(topic in topics_in(clause) and not content(rest_of(clause, (topic,))) for clause in clauses(text))


_FIGURES = frozenset({"altitude", "distance", "temperature"})
_OF_THE_BODY = frozenset({"altitude_sickness", "acclimatisation", "health", "oxygen"})
"""What a height may do to one: who asks how much it is asks for a figure."""

_ASKED_FOR = frozenset(["suggest", "code_asked"])
"""Manners that are a question of their own: which trek, and whether it was we who asked for a code."""
_NO_DOUBT = 0.7
_LEAST_WORDS = 2  # one word, as in "et le lendemain ?", is like too many examples
_BY_WORDS_ALONE = frozenset(["others_data", "own_data", "emergency_contact"])
