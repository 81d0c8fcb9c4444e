"""What WhatsApp may do with a webhook: ten times at once, and again after a restart."""

from collections import Counter

from tests.faults.deployment import Mortal
from tests.faults.rounds import new_phone
from tests.real_parts import until


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
