import pytest

from agent.facts.manner import admits_ignorance, tone_faults


@pytest.mark.parametrize(
    "text",
    [
        "BOOK YOUR TREK TODAY friends",
        "Hurry, last chance!",
        "Only 2 left!!",
        "सिर्फ़ आज: जल्दी करें",
        "¡Última oportunidad!",
        "Dernière chance !",
        "😀😀😀😀 yes",
    ],
)
def test_shouting_and_pressure_are_noticed(text: str) -> None:
    assert tone_faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "INR, USD or EUR: 5% GST is included. Book here: https://saffronridge.example/book 😀",
        "Annapurna Conservation Area permit (ACAP) and TIMS card are included.",
        "जल्दी पहुँचने के लिए सुबह निकलें।",
    ],
)
def test_a_plain_reply_has_no_fault(text: str) -> None:
    assert tone_faults(text) == ()


@pytest.mark.parametrize("text", ["I don't know.", "मुझे नहीं पता।", "mujhe nahi pata", "No lo sé.", "Je ne sais pas."])
def test_an_honest_no_is_recognised(text: str) -> None:
    assert admits_ignorance(text)
