"""An unchanged config changes nothing; a moved threshold runs again what depends on it, and nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from agent.pipeline import Pipeline
from agent.rewind import Crew, Rewound, rewind
from agent.turn import StepRun
from tests.rewind.conftest import Stretch
from tests.rewind.world import drafted

AFTER_THE_MESSAGE = {"build_context", "score_message_risk", "answer_media", "retrieve", "generate"}


async def under(stretch: Stretch, draft: Pipeline, **options: Any) -> Rewound:
    return await rewind(stretch.turns, stretch.live, draft, stretch.ports, past=stretch.past, **options)


async def written(stretch: Stretch) -> tuple[int, int]:
    """Records of the journal, and sends of the channel."""
    records = await stretch.ports.journal.records_after(0, limit=100_000)
    return len(records), len(stretch.world.outbox.posts)


async def test_an_unchanged_config_runs_nothing_and_flips_nothing(stretch: Stretch) -> None:
    found = await under(stretch, drafted())

    assert len(found.turns) == len(stretch.turns) > 20
    assert found.ran == {}
    assert not any(found.flips.values())
    assert not any(found.calls.values())
    assert all(one.identical for one in found.turns)


async def test_every_step_run_again_gives_the_same_turns_to_the_byte(stretch: Stretch) -> None:
    found = await under(stretch, drafted(), all_steps=True)

    assert [one.turn for one in found.turns if not one.identical] == []
    assert found.ran["parse"] == found.ran["send"] == found.ran["log"] == found.ran["score_lead"] == len(stretch.turns)
    assert 0 < found.ran["retrieve"] < len(stretch.turns)
    assert not any(found.flips.values())


async def test_nothing_is_sent_or_written_however_much_runs_again(stretch: Stretch) -> None:
    before = await written(stretch)
    await under(stretch, drafted(check_consent={"ask_from": 0.0}), all_steps=True)

    assert await written(stretch) == before


@pytest.mark.parametrize(
    ("settings", "only"),
    [
        ({"score_message_risk": {"medium_from": 5.0}}, {"score_message_risk"}),
        ({"score_reply_risk": {"medium_from": 1.0}}, {"score_reply_risk"}),
        ({"score_lead": {"hot_from": 41}}, {"score_lead"}),
        ({"generate": {"thresholds": {"complex": 9.0}}}, {"generate"}),
        ({"validate": {"threshold": 81}}, {"validate"}),
        ({"hand_off": {"release_after_hours": 2.0}}, {"hand_off"}),
        ({"check_compliance": {"out_of_scope_from": 0.9}}, {"check_compliance"}),
    ],
)
async def test_a_moved_threshold_runs_its_own_step_alone_where_that_changes_nothing_for_others(
    stretch: Stretch, settings: Mapping[str, Any], only: set[str]
) -> None:
    found = await under(stretch, drafted(**_whole(stretch, settings)))

    calm = [one for one in found.turns if one.identical]
    assert set().union(*(one.ran for one in calm)) <= only
    assert only <= found.ran.keys()
    assert found.calls["new"] == 0


@pytest.mark.parametrize(
    "settings",
    [
        {"parse": {"out_of_scope_below": 0.5}},
        {"check_consent": {"ask_from": 0.01, "danger_line_from": 0.02}},
        {"score_message_risk": {"medium_from": 0.5, "high_above": 1.0}},
        {"retrieve": {"min_score": 0.5, "keep": 3}},
        {"retrieve": {"top_k": 3}},
        {"generate": {"quote_from": 0.2}},
        {"validate": {"threshold": 97}},
        {"score_reply_risk": {"medium_from": 1.0, "high_above": 2.0}},
        {"score_reply_risk": {"calm_above": 0.5}},
        {"score_lead": {"half_life_days": 1.0}},
    ],
)
async def test_what_is_taken_from_the_log_is_what_running_every_step_gives(
    stretch: Stretch, settings: Mapping[str, Any]
) -> None:
    draft = drafted(**_whole(stretch, settings))
    taken, run = await under(stretch, draft), await under(stretch, draft, all_steps=True)

    assert [one.draft for one in taken.turns] == [one.draft for one in run.turns]
    assert taken.ran


async def test_what_follows_runs_again_only_in_turns_where_its_input_is_another(stretch: Stretch) -> None:
    found = await under(stretch, drafted(retrieve={"min_score": 0.5}))

    assert {"parse", "check_consent", "build_context"}.isdisjoint(found.ran)
    assert found.ran["retrieve"] == sum("retrieve" in one.live.steps for one in found.turns)
    followed = [one for one in found.turns if "generate" in one.ran]
    assert 0 < len(followed) < found.ran["retrieve"]
    # The others have the same passages in another order: what ranks too low comes back as an entry of the FAQ.
    assert sum("passages" in one.flips for one in followed) > len(followed) / 2


async def test_an_earlier_step_may_change_everything_after_it(stretch: Stretch) -> None:
    found = await under(stretch, drafted(check_consent={"emergencies": False}))

    flipped = next(one for one in found.turns if one.live.kind == "emergency")
    assert found.ran["check_consent"] == len(stretch.turns)
    assert set(flipped.ran) >= AFTER_THE_MESSAGE
    assert flipped.draft.kind != "emergency"
    assert "parse" not in flipped.ran
    assert flipped.flips


async def test_flips_name_the_turn_with_before_and_after(stretch: Stretch) -> None:
    found = await under(stretch, drafted(score_lead={"warm_from": 10}))

    flips = [one for one in found.as_dict()["turns"] if "lead" in one["flips"]]
    ours = {turn.message.id for turn in stretch.turns}
    assert flips
    assert all(one["turn"] in ours for one in flips)
    assert {(one["flips"]["lead"]["before"], one["flips"]["lead"]["after"]) for one in flips} == {("cold", "warm")}


async def test_the_consent_and_the_pause_of_a_turn_are_those_before_it(stretch: Stretch) -> None:
    """Later words of the same people (a START after a STOP, a release) are in the store when all this runs."""
    found = await under(stretch, drafted(check_consent={"kept_evidence_chars": 100}))

    assert found.ran == {"check_consent": len(stretch.turns)}
    assert not any(found.flips.values())
    said = {one.text: one.live.kind for one in found.turns}
    assert said["STOP"] == "opt_out"
    assert said["how much is Chadar?"] == "silence"
    assert said["are you there?"] == "emergency"
    assert said["hello??"] == "apology"


async def test_turns_of_an_unknown_config_are_compared_with_live_run_again(stretch: Stretch) -> None:
    strange = [replace(turn, config_hash="long-ago") for turn in stretch.turns[:6]]
    draft = drafted(score_lead={"warm_from": 10})
    found = await rewind(strange, stretch.live, draft, stretch.ports, past=stretch.past)

    assert found.against == {"config": 6}
    assert {name for name, count in found.flips.items() if count} == {"lead"}


async def test_turns_of_an_earlier_config_whose_text_is_kept_run_only_what_it_had_otherwise(stretch: Stretch) -> None:
    older = drafted(score_lead={"hot_from": 60})
    made = [replace(turn, config_hash=older.config_hash) for turn in stretch.turns[:6]]
    found = await rewind(
        made,
        stretch.live,
        drafted(score_message_risk={"medium_from": 5.0}),
        stretch.ports,
        past=stretch.past,
        versions={older.config_hash: older},
    )

    assert found.against == {"config": 6}
    assert found.ran.keys() <= {"score_message_risk", "score_lead"}
    assert {name for name, count in found.flips.items() if count} <= {"message_risk"}


async def test_other_documents_are_told_and_do_not_count_as_the_drafts_doing(stretch: Stretch) -> None:
    older = [replace(turn, index_version="last-month", evidence=()) for turn in stretch.turns]
    draft = drafted(retrieve={"weights": {**_retrieve(stretch), "kind": 0.16}})
    found = await rewind(older, stretch.live, draft, stretch.ports, past=stretch.past)

    assert found.against["documents"] == found.ran["retrieve"]
    assert found.flips["passages"] < found.ran["retrieve"] / 2


async def test_a_log_without_the_stages_of_a_reply_runs_whole_turns_on_both_sides(stretch: Stretch) -> None:
    plain = [
        replace(turn, trace=tuple(replace(run, replaced={}) for run in turn.trace))
        for turn in stretch.turns
        if any(run.replaced for run in turn.trace)
    ]
    draft = drafted(score_message_risk={"medium_from": 5.0})
    found = await rewind(plain, stretch.live, draft, stretch.ports, past=stretch.past)

    assert plain
    assert found.against == {"incomplete": len(plain)}
    assert {name for name, count in found.flips.items() if count} <= {"message_risk"}


async def test_a_turn_in_which_a_step_failed_then_is_no_fair_comparison(stretch: Stretch) -> None:
    turn = stretch.turns[0]
    broken = replace(turn, trace=(replace(turn.trace[0], error="PortError: away"), *turn.trace[1:]))
    draft = drafted(score_message_risk={"medium_from": 5.0})
    found = await rewind([broken], stretch.live, draft, stretch.ports, past=stretch.past)

    assert found.against == {"incomplete": 1}


async def test_a_message_its_sender_changed_since_is_left_out(stretch: Stretch) -> None:
    past = replace(stretch.past, revised=frozenset({stretch.turns[0].message.id}))
    found = await rewind(stretch.turns[:3], stretch.live, drafted(), stretch.ports, past=past)

    assert found.left_out == 1
    assert [one.turn for one in found.turns] == [turn.message.id for turn in stretch.turns[1:3]]


async def test_it_stops_when_told_and_keeps_what_it_has(stretch: Stretch) -> None:
    told: list[tuple[int, int]] = []
    found = await under(
        stretch, drafted(), on_progress=lambda done, total: told.append((done, total)), stop=lambda: len(told) >= 3
    )

    assert found.stopped
    assert len(found.turns) == 3
    assert told == [(1, len(stretch.turns)), (2, len(stretch.turns)), (3, len(stretch.turns))]


async def test_two_processes_find_what_one_finds(stretch: Stretch) -> None:
    draft = drafted(score_reply_risk={"medium_from": 1.0}, score_lead={"warm_from": 10})
    alone = await under(stretch, draft)
    shared = await under(stretch, draft, all_steps=False, crew=Crew(data=stretch.data, processes=2, worth_s=0.0))

    assert alone.flips["reply_risk"] > 0
    assert {**shared.as_dict(), "seconds": 0} == {**alone.as_dict(), "seconds": 0}


def test_the_trace_in_the_table_of_the_store_has_no_old_words_and_the_turn_has(stretch: Stretch) -> None:
    lines: list[StepRun] = [run for turn in stretch.turns for run in turn.trace if run.replaced]
    told = stretch.world.reader.query("SELECT count(*) AS n FROM turns WHERE contains(trace, 'replaced')").to_pylist()

    assert lines
    assert told == [{"n": 0}]


def _whole(stretch: Stretch, settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """A part of nested settings with the rest of them as it is."""
    steps = {placed.name: placed.step.model_dump() for placed in stretch.live.steps}
    return {
        step: {
            name: {**steps[step][name], **value} if isinstance(value, dict) else value for name, value in given.items()
        }
        for step, given in settings.items()
    }


def _retrieve(stretch: Stretch) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(
        placed.step.model_dump()["weights"] for placed in stretch.live.steps if placed.name == "retrieve"
    )
    return found
