"""What was said before holds for what is asked next: the day, the youngest of the party, the trek not walked yet."""

import pytest

from agent.agent import Agent
from tests.compose.conversation import last_of


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("messages", "says", "never"),
    [
        # a departure so near that all of it is due at once
        (
            ("Kuari Pass on 13 December?", "great, may I pay 20% now and the rest in cash there?"),
            "whole amount",
            "A deposit",
        ),
        (
            ("le Kuari Pass du 13 décembre", "ok je prends, je verse 20 % et le reste plus tard ?"),
            "tout est à payer",
            "acompte de 20",
        ),
        # a trek walked before is not the one asked about
        (
            ("we did Hampta Pass with others in 2022, now we look at Rupin Pass", "how many days is it?"),
            "Rupin Pass",
            "Hampta",
        ),
        # a mountain to be seen, on a trek that is named too
        (
            ("my aunt dreams to see Hemkund. The Valley of Flowers one in July, how many days?",),
            "Valley of Flowers",
            "Beas",
        ),
        # the child of the line before
        (
            ("two of us with kids of 9 and 13, is Beas Kund fine?", "and Bhrigu Lake, could the little one do it too?"),
            "12",
            "don't know",
        ),
        # money after an illness
        (("what papers to book?", "suppose I catch flu 10 days before the start, does my money come back?"), "25%", ""),
        # room for them on that day
        (
            ("snow on Kuari Pass in December?", "we are three, is there still place for three on the 13th?"),
            "2 seats",
            "",
        ),
        (("Langtang en décembre ?", "on serait 3, encore jouable vers le 14 décembre ?"), "14 décembre", "+91"),
        # supposed, and no grievance
        (
            ("si vous annulez à cause de la neige ?", "ok mais si le guide nous fait redescendre avant la fin ?"),
            "20 %",
            "désolés",
        ),
        # a wish for the day names no time for a trek
        (("Salut à tous ! Bon premier dimanche de l’Avent depuis Namur",), "", "décembre"),
        (("Hello team, happy first Sunday of December from snowy Leeds!",), "", "these would suit"),
        # words of a baby to come
        (("my wife is four months with baby, can she do Poon Hill in January?",), "doctor", ""),
        # who moved to another town moves no booking
        (
            ("I moved to Lyon for work last month. Kuari Pass, 10 April: is it free of charge to bring poles?",),
            "",
            "move your trek",
        ),
    ],
)
async def test_what_was_said_before_holds(agent: Agent, messages: tuple[str, ...], says: str, never: str) -> None:
    answer = (await last_of(agent, *messages)).reply
    text = (answer.text if answer else "").replace("\u202f", " ").replace("\xa0", " ")
    assert says in text
    assert not never or never not in text
