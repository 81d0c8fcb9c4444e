"""A message of several questions, as one `Asked` for each of them."""

from dataclasses import replace

from agent.compose.follow_up.conditions import asked_for_a_code, with_conditions
from agent.compose.reading import party, times
from agent.compose.reading.ask import topics_said
from agent.compose.reading.asked import Asked
from agent.compose.reading.currency import offered_currencies, only_names_a_currency
from agent.compose.reading.losses import losses
from agent.compose.reading.questions import Question, questions_in, stretch
from agent.compose.topics.meant import with_learnt
from agent.compose.topics.named import MANNERS, Topic, topics_in
from agent.language.window import Window
from agent.turn import Turn


def each_question(asked: Asked) -> tuple[Asked, ...]:
    """The message as one `Asked` for each of its questions; treks, times and people hold on where one names none.

    Who fell ill and asks for money back asks one thing, however many sentences tell of it.
    """
    if (
        asked.follows
        or asked.about("illness")
        or asked_for_a_code(asked.turn, topics_in(asked.text))
        or ((asked.about("compare") or asked.about("both")) and len(asked.treks) > 1)
    ):
        return (asked,)
    offered = offered_currencies(asked.catalogue)
    found = [one for one in questions_in(asked.text, asked.subject) if not only_names_a_currency(one.text, offered)]
    return tuple(_one_of(asked, question) for question in found) if len(found) > 1 else (asked,)


def _one_of(asked: Asked, question: Question) -> Asked:
    turn = stretch(asked.turn, question)
    said = topics_said(turn, asked.catalogue)
    ids = set(map(str, turn.values("trek")))
    # "my father is 66 and my mother 63, is it ok for them?": of one trek, all ages told are those asked about
    of_one = len(set(map(str, asked.turn.values("trek")))) <= 1
    named = [trek for trek in asked.treks if trek.id in ids]
    return replace(
        asked,
        turn=turn,
        topics=(
            *losses(turn, said, asked.topics, asked.catalogue),
            *with_conditions(turn, _topics_of(question, said), asked.topics),
        ),
        treks=tuple(named) or asked.treks,
        windows=_times_of(asked, turn),
        people=party.people_of(turn, asked.turn) or asked.people,
        ages=asked.ages if of_one else party.ages(turn) or asked.ages,
        follows=False,
        part=True,
    )


def _topics_of(question: Question, said: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """Where neither its words nor its examples tell, what it is like without the names: "Pin Parvati - days"."""
    told = with_learnt(said, question.text)
    return told if set(told) - MANNERS else with_learnt(told, question.subject.strip())


def _times_of(asked: Asked, part: Turn) -> tuple[Window, ...]:
    """The times that one question names, else those of the whole message, where a bare day was given its month."""
    if len(asked.windows) == 1 and asked.windows[0].one_day:
        return asked.windows
    return times.of_the_talk(times.of_the_start(part, asked.today), part, asked.before.when) or asked.windows
