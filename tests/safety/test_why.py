import itertools

import pytest

from agent.safety.factors import FACTORS, Own
from agent.safety.why import Settings, Way, settings_of, ways_out
from agent.steps.score_ban_risk import ScoreBanRisk
from agent.turn import Level

LOUD = "LAST CHANCE!!! 🔥🔥🔥🔥🔥🔥 WIN a free prize now, click http://bit.ly/x and EARN MONEY from home, hurry!!!"
OWN = Own()
STEP = ScoreBanRisk()


def settings(**changed: float) -> Settings:
    weights = {name: changed.get(name, weight) for name, weight in STEP.factor_weights.items()}
    return settings_of(
        weights,
        medium_from=changed.get("medium_from", STEP.medium_from),
        high_above=changed.get("high_above", STEP.high_above),
    )


def ways(text: str, wanted: Level, used: Settings | None = None) -> dict[tuple[str, str], Way]:
    return {(way.kind, way.what): way for way in ways_out(text, used or settings(), OWN, wanted=wanted)}


def test_what_passes_already_needs_no_way_out() -> None:
    assert ways_out("How much is Hampta Pass in June?", settings(), OWN, wanted="low") == ()


def test_the_least_threshold_lets_it_pass_and_a_hundredth_less_does_not() -> None:
    score = settings().score(LOUD, OWN).score
    assert score > 50
    for wanted, name, step in (("medium", "high_above", -0.01), ("low", "medium_from", -0.01)):
        way = ways(LOUD, wanted)["threshold", name]  # type: ignore[arg-type]
        value = float(way.needed)
        high = max(value, settings().high_above) if name == "medium_from" else value
        passing = settings(**{name: value, "high_above": high})
        failing = settings(
            **{name: round(value + step, 2), "high_above": high if name == "medium_from" else value + step}
        )
        assert passing.score(LOUD, OWN).level == way.level
        assert failing.score(LOUD, OWN).level != way.level


@pytest.mark.parametrize("factor", FACTORS)
def test_a_weight_is_the_greatest_that_lets_it_pass(factor: str) -> None:
    used = settings(high_above=60)
    way = ways(LOUD, "medium", used).get(("weight", factor))
    if way is None:
        assert settings(high_above=60, **{factor: 0}).score(LOUD, OWN).level == "high" or not used.score(
            LOUD, OWN
        ).intensities.get(factor)
        return
    weight = float(way.needed)
    assert settings(high_above=60, **{factor: weight}).score(LOUD, OWN).level != "high"
    assert settings(high_above=60, **{factor: weight + 0.05}).score(LOUD, OWN).level == "high"


def test_a_wording_passes_and_no_change_of_fewer_places_does() -> None:
    text = "Free prize! Click http://bit.ly/x to see our trek to Hampta Pass in June, 5 days, meals included"
    used = settings(medium_from=15, high_above=50)
    found = used.score(text, OWN)
    assert found.level == "medium"
    way = next(way for way in ways_out(text, used, OWN, wanted="low") if way.kind == "wording")
    assert used.score(way.needed, OWN).level == "low"
    places = [(name, span) for name in FACTORS for span in FACTORS[name](text, OWN).spans]
    alone = [text[: span.start] + text[span.end :] for _, span in places]
    assert "Hampta Pass" in way.needed
    if way.needed not in [one.strip() for one in alone]:
        assert all(used.score(one, OWN).level != "low" for one in alone)


def test_points_beside_the_text_cannot_be_worded_away() -> None:
    used = settings_of(STEP.factor_weights, medium_from=25, high_above=50, account={"quality": 30.0})
    kinds = [way.kind for way in ways_out("How much is Hampta Pass in June?", used, OWN, wanted="low")]
    assert kinds == ["threshold"]


def test_a_text_that_says_nothing_else_has_no_wording() -> None:
    text = "WIN FREE PRIZE MONEY"
    used = settings(medium_from=0.01, high_above=1)
    assert all(way.needed for way in ways_out(text, used, OWN, wanted="low"))


def test_every_way_out_holds_when_it_is_scored_again() -> None:
    texts = [
        LOUD,
        LOUD.lower(),
        "BUY NOW!!! 🔥🔥🔥🔥🔥",
        "loan loan loan loan loan money money money earn earn earn free",
    ]
    for text, wanted in itertools.product(texts, ("low", "medium")):
        for way in ways_out(text, settings(medium_from=10, high_above=20), OWN, wanted=wanted):  # type: ignore[arg-type]
            assert way.level in ("low", wanted)
            if way.kind == "wording":
                assert settings(medium_from=10, high_above=20).score(way.needed, OWN).score == way.score
