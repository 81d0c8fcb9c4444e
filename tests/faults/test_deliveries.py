"""What WhatsApp may do with a webhook: ten times at once, a week of them at once, and again after a restart."""

import random
from collections import Counter

from tests.faults.deployment import Mortal
from tests.faults.rounds import new_phone
from tests.real_parts import until

DAY_S = 86_400


def test_each_webhook_ten_times_at_once_is_one_message_and_one_answer(server: Mortal) -> None:
    asking = [new_phone() for _ in range(8)]
    server.tell("/sim/faults", duplicate=10)
    for phone in asking:
        server.write(phone, "What does Hampta Pass cost in June?")
    until(lambda: all(map(server.sent, asking)), "all are answered")
    server.come_to_rest()
    server.tell("/sim/faults", duplicate=1)
    server.come_to_rest()

    written = {server.written[phone] for phone in asking}
    posts = Counter(name for line in server.ask("/sim/log") if line["kind"] == "attempt" for name in line["ids"])
    assert {posts[message] for message in written} == {10}
    assert [len(server.sent(phone)) for phone in asking] == [1] * len(asking)
    assert server.verdict().flaws == []


def test_a_webhook_delivered_again_after_a_restart_changes_nothing(server: Mortal) -> None:
    asking = [new_phone() for _ in range(4)]
    server.tell("/sim/faults", repeat_after_s=6, rebatch=True)
    for phone in asking:
        server.write(phone, "Y a-t-il des places en mai ?")
    until(lambda: all(map(server.sent, asking)), "all are answered")
    server.kill()
    server.start()
    ours = {server.written[phone] for phone in asking}
    until(lambda: all(_taken(server)[message] >= 2 for message in ours), "each was delivered again")
    server.tell("/sim/faults", repeat_after_s=0, rebatch=False)
    server.come_to_rest()

    assert [len(server.sent(phone)) for phone in asking] == [1] * len(asking)
    assert server.verdict().flaws == []


def _taken(server: Mortal) -> Counter[str]:
    """How often the webhook took each message."""
    attempts = (line for line in server.ask("/sim/log") if line["kind"] == "attempt" and line["http"] == 200)
    return Counter(name for line in attempts for name in line["ids"])


def test_a_week_of_messages_at_once_is_answered_where_it_may_be_and_shown_to_a_person_elsewhere(server: Mortal) -> None:
    rng = random.Random(20261126)
    ages = {new_phone(): sorted(rng.uniform(60, 6.9 * DAY_S) for _ in range(rng.randint(1, 3))) for _ in range(40)}
    waiting = [(phone, age) for phone, all_of_one in ages.items() for age in all_of_one]
    rng.shuffle(waiting)
    for phone, age in waiting:
        server.tell("/sim/messages", contact=phone, text=f"written {age / 3600:.0f} hours ago", age_s=age)
    server.come_to_rest()

    in_time = {phone for phone, all_of_one in ages.items() if all_of_one[0] < DAY_S}
    answered = {send["to"] for send in server.sent()}
    too_late = ages.keys() - in_time
    assert (in_time - answered, too_late & answered) == (set(), set())
    verdict = server.verdict()
    assert verdict.flaws == []
    assert verdict.refused >= len(too_late) > 0
