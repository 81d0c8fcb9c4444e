"""A draft on a share of contacts: who is in it, how it begins and how it ends."""

from dataclasses import replace

import pytest

from agent.config import load_config
from agent.ports import PortError
from agent.publishing.canary import Canary, canary_of
from agent.publishing.desk import Desk
from agent.publishing.errors import ChangedMeanwhileError, PublishError
from agent.publishing.harm import HARMS
from agent.publishing.tally import Tally, line_of
from tests.publishing.conftest import SHIPPED, Place

WHY = "fewer but better passages"
CONTACTS = [f"c-{number:05}" for number in range(5_000)]


@pytest.fixture
def desk(place: Place) -> Desk:
    """With a draft of Asha's."""
    desk = place.desk()
    desk.save("asha", {"retrieve.keep": 4})
    return desk


def started(desk: Desk, share: float = 0.2, accepts: tuple[str, ...] = ()) -> Canary:
    desk.publish("asha", WHY, {"flips": 3}, canary_share=share, accepts=accepts)
    canary = desk.canary()
    assert canary is not None
    return canary


def test_a_canary_leaves_the_live_config_as_it_is(desk: Desk, place: Place) -> None:
    before = desk.live()
    canary = started(desk)

    assert place.config.read_text(encoding="utf-8") == SHIPPED
    assert desk.live() == before
    assert (canary.share, canary.base, canary.hash != before.hash) == (0.2, before.text_hash, True)
    assert [(one.kind, one.share) for one in desk.history()] == [("canary", 0.2), ("found", 0.0)]
    assert desk.evidence(desk.history()[0]) == {"flips": 3}
    assert desk.draft("asha").values == {}


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5])
def test_a_share_of_contacts_is_in_it_and_always_the_same_ones(desk: Desk, share: float) -> None:
    canary = started(desk, share)
    inside = [contact for contact in CONTACTS if canary.serves(contact)]
    again = canary_of(canary.as_dict())

    assert len(inside) == pytest.approx(share * len(CONTACTS), abs=4 * (share * (1 - share) * len(CONTACTS)) ** 0.5)
    assert [contact for contact in CONTACTS if again.serves(contact)] == inside


def test_two_canaries_choose_other_contacts(desk: Desk) -> None:
    first = started(desk)
    desk.abort("asha", "trying it once more")
    second = started(desk)
    both = sum(first.serves(contact) and second.serves(contact) for contact in CONTACTS)

    assert both == pytest.approx(0.04 * len(CONTACTS), abs=60)


def test_the_log_of_a_canary_names_nobody(desk: Desk) -> None:
    canary = started(desk)
    line = line_of(canary, "c-secret", ["handoffs"])

    assert "c-secret" not in str(line)
    assert canary.mark("c-secret") == line["k"] != canary.mark("c-other")


def test_promoting_puts_the_very_text_of_the_canary_live_with_its_figures(desk: Desk, place: Place) -> None:
    canary = started(desk)
    desk.log_turn(canary, line_of(canary, "c-1", ["handoffs"]))
    version = desk.promote("ravi", "no harm in a week")

    assert load_config(place.config).hash == version.hash == canary.hash
    assert desk.canary() is None
    evidence = desk.evidence(version)
    assert isinstance(evidence, dict)
    assert evidence["turns_live"] == 1 - canary.serves("c-1")
    assert [one.kind for one in desk.history()] == ["promote", "canary", "found"]


def test_ending_it_gives_the_draft_back(desk: Desk, place: Place) -> None:
    started(desk)
    desk.abort("ravi", "customers asked for more")

    assert desk.canary() is None
    assert place.config.read_text(encoding="utf-8") == SHIPPED
    assert desk.draft("asha").values == {"retrieve.keep": 4}
    desk.publish("asha", "all the same for everybody")
    assert [one.kind for one in desk.history()] == ["publish", "abort", "canary", "found"]


def test_a_newer_draft_of_the_author_is_not_overwritten(desk: Desk) -> None:
    started(desk)
    desk.save("asha", {"retrieve.top_k": 40})
    desk.abort("ravi", "customers asked for more")

    assert desk.draft("asha").values == {"retrieve.top_k": 40}


def test_one_canary_at_a_time_and_nothing_is_published_under_it(desk: Desk) -> None:
    started(desk)
    desk.save("ravi", {"retrieve.top_k": 40})
    for share in (None, 0.1):
        with pytest.raises(PublishError, match="a canary runs"):
            desk.publish("ravi", "more candidates for rerank", canary_share=share)


def test_a_rollback_ends_it(desk: Desk) -> None:
    desk.publish("asha", WHY)
    desk.save("asha", {"retrieve.top_k": 40})
    started(desk)
    desk.rollback("1", "ravi", "everything back to the start")

    assert desk.canary() is None
    assert [one.kind for one in desk.history()][:3] == ["rollback", "abort", "canary"]


def test_it_is_not_promoted_over_a_config_it_was_never_compared_with(desk: Desk, place: Place) -> None:
    started(desk)
    place.edit("top_k: 30", "top_k: 40")
    with pytest.raises(ChangedMeanwhileError):
        desk.promote("asha", "no harm in a week")

    assert "top_k: 40" in place.config.read_text(encoding="utf-8")


@pytest.mark.parametrize("share", [0.0, -1.0, 0.001, 0.6, 1.0, float("nan")])
def test_shares_that_make_no_canary_are_refused(desk: Desk, share: float) -> None:
    with pytest.raises(PublishError, match="1% to 50%"):
        desk.publish("asha", WHY, canary_share=share)


@pytest.mark.parametrize("path", ["alerts.least", "service.drain_s"])
def test_what_there_is_only_one_of_cannot_be_tried_on_some_contacts(desk: Desk, path: str) -> None:
    desk.save("asha", {path: 9})
    with pytest.raises(PublishError, match=path):
        desk.publish("asha", WHY, canary_share=0.1)


@pytest.mark.parametrize("act", ["promote", "abort"])
def test_without_a_canary_there_is_none_to_end(desk: Desk, act: str) -> None:
    with pytest.raises(PublishError, match="no canary runs"):
        getattr(desk, act)("asha", "no harm in a week")


def test_a_canary_whose_record_is_damaged_is_an_error_in_words(desk: Desk, place: Place) -> None:
    canary = started(desk)
    (place.data / "config" / "canaries" / f"{canary.number:06}.json").write_text("{", encoding="utf-8")
    with pytest.raises(PortError, match="cannot be read"):
        desk.canary()


def test_the_figures_are_the_same_after_a_restart_and_half_a_line_of_a_crash_is_passed_over(
    desk: Desk, place: Place
) -> None:
    canary = started(desk)
    tally = Tally(canary)
    for number in range(60):
        line = line_of(canary, f"c-{number % 20}", ["fallbacks"] if number % 7 == 0 else [])
        desk.log_turn(canary, line)
        tally.add(line)
    with (place.data / "config" / "canaries" / f"{canary.number:06}.jsonl").open("ab") as log:
        log.write(b'{"k":"0123","d":tr')

    assert place.desk().tally(canary).as_dict() == tally.as_dict()


def lines(canary: Canary, name: str, *, inside: int, outside: int, turns: int = 2) -> Tally:
    """So many harmed contacts in each arm, each in its second turn."""
    tally = Tally(canary)
    arms = {True: inside, False: outside}
    for contact in CONTACTS:
        if arms[canary.serves(contact)] > 0:
            arms[canary.serves(contact)] -= 1
            for turn in range(turns):
                tally.add(line_of(canary, contact, [name] if turn == turns - 1 else []))
    return tally


@pytest.mark.parametrize("name", list(HARMS))
def test_every_harm_ends_it_when_it_is_the_canarys_alone(desk: Desk, name: str) -> None:
    canary = started(desk)
    figure = lines(canary, name, inside=8, outside=0).harmful()

    assert figure is not None
    assert figure.harm.name == name
    assert figure.ratio.low > 1
    assert figure.says == f"8 of 8 contacts of the canary {HARMS[name].title}, 0 of 0 of the others"


@pytest.mark.parametrize("name", list(HARMS))
def test_harm_in_both_arms_alike_ends_nothing(desk: Desk, name: str) -> None:
    canary = replace(started(desk), salt="a salt that deals the contacts out as evenly as most do")
    assert lines(canary, name, inside=40, outside=160).harmful() is None


def test_a_harm_that_is_meant_to_rise_does_not_end_it_and_the_others_still_do(desk: Desk) -> None:
    canary = started(desk, accepts=("handoffs",))

    assert lines(canary, "handoffs", inside=20, outside=0).harmful() is None
    assert lines(canary, "errors", inside=20, outside=0).harmful() is not None


def test_one_contact_who_is_harmed_again_and_again_counts_once(desk: Desk) -> None:
    canary = started(desk)
    one = next(contact for contact in CONTACTS if canary.serves(contact))
    tally = Tally(canary)
    for _ in range(200):
        tally.add(line_of(canary, one, ["handoffs"]))

    assert tally.harmful() is None
    assert tally.figures()[0].harmed_canary == 1


def test_a_complaint_that_brings_somebody_in_is_not_blamed_on_the_canary(desk: Desk) -> None:
    assert lines(started(desk), "unhappy", inside=20, outside=0, turns=1).harmful() is None


def test_an_unknown_harm_is_refused(desk: Desk) -> None:
    with pytest.raises(PublishError, match="no such harm"):
        desk.publish("asha", WHY, canary_share=0.1, accepts=("handofs",))


def test_the_picture_ends_at_the_figure_of_now(desk: Desk) -> None:
    tally = lines(started(desk), "handoffs", inside=8, outside=30)
    path = tally.path("handoffs", most=10)

    assert path[-1][1] == tally.figures()[0].ratio
    assert len(path) <= 10
    assert [turns for turns, _ in path] == sorted(turns for turns, _ in path)
    assert tally.path("errors") == []
