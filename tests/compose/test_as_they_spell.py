"""Messages as people spell them: by the sound, with letters missing or swapped, in the words of the street."""

import pytest

from agent.agent import Agent
from agent.compose.topics.named import topics_in
from tests.compose.conversation import last_of


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("messages", "says"),
    [
        (("ola, kuanto vale el kedarkanta en enero?",), "125"),
        (("wenas! kuando sale el ampta pas en julio",), "julio de 2027"),
        (("le ampta pass en juillet c'est combien",), "145"),
        (("केदारकंठा 25 दिसंबर को कित्ते का पड़ेगा",), "9,900"),
        (("मनास्लु मुसकिल है क्या",), "कठिन"),
        (("हम्पता पास में एक बैच में कितने जने जाते हैं",), "18"),
        (("Dayara 3 January, 2 bade 2 bachche, kul kitna hoga",), "37,620"),
        (("दयारा 3 जनवरी, 2 बड़े 2 बच्चे, कुल कितना होगा",), "37,620"),
        # vowels and the dot below left out, and words run together
        (("केदारकाठा जाना ह फरवरी म, एक बंदे का कितना पैसा लगगा",), "8,900"),
        (("गोएचाला वाला टरेक कित्ते दिन का हे ओर अप्रेल मे जाउ तो एक बंदे का कित्ता पडेगा",), "18,900"),
        (("दयारा जनवरी मे एक जने का कितना पडेगा",), "₹9,900"),
        (("kedarknata feb me kitneka h bhai per persn??",), "Kedarkantha ka price ₹8,900"),
        (("brahmatal january me kitneka padega ek bande ka",), "9,900"),
        (("is hampta open in june", "wats the deposti and when do i pay the rest"), "20%"),
    ],
)
async def test_a_question_is_understood_however_it_is_spelt(agent: Agent, messages: tuple[str, ...], says: str) -> None:
    reply = (await last_of(agent, *messages, contact=f"c-visitor-{messages[-1]}")).reply
    assert reply
    assert says in reply.text


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("price and the altiutde", "altitude"),
        ("combien coute le trek et l'assurnace", "insurance"),
        ("prix et l'acompet", "deposit"),
    ],
)
def test_a_misspelt_word_counts_beside_others_where_no_example_has_it(said: str, topic: str) -> None:
    assert topic in topics_in(said)


def test_a_word_of_its_own_is_no_misspelling_beside_others() -> None:
    assert "deposit" not in topics_in("what is the price to deport someone")
    assert "porter" not in topics_in("how much for a poster of the trek")
