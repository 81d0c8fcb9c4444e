"""Seven days of webhooks at once: every message is answered or let go as the rules say, and nothing happens twice."""

import random
import time
from collections import Counter

import pytest

from tests.faults.backlog import answered_before, come_to_rest, deliver, flaws, out_of_order, verdict
from tests.faults.deployment import Mortal
from tests.faults.week import BATCH, a_week
from tests.real_parts import KEYS

pytestmark = pytest.mark.alone

SEED = 20261126
CUSTOMERS = 300


def test_a_week_at_once_is_answered_where_it_may_be_and_shown_to_a_person_elsewhere(server: Mortal) -> None:
    before = answered_before(server, 10)
    told = [
        {"id": wamid, "status": name, "timestamp": str(int(time.time()))}
        for wamid in before
        for name in ("read", "sent", "delivered")
    ]
    week = a_week(random.Random(SEED), CUSTOMERS, KEYS["WHATSAPP_PHONE_NUMBER_ID"], told)
    deliver(server, week)
    come_to_rest(server, week)

    assert len(week.messages) > 2 * CUSTOMERS
    assert max(body.count(b'"timestamp"') for body in week.webhooks) == BATCH
    assert (flaws(server, week), out_of_order(server, week)) == ([], [])
    books = verdict(server, week)
    assert (books.flaws, books.lost, books.twice, books.unknown, books.set_aside) == ([], 0, 0, 0, 0)
    assert books.answered > CUSTOMERS / 2
    assert books.refused > CUSTOMERS / 4
    old = server.rows("SELECT wamid, status FROM statuses WHERE wamid LIKE 'wamid.before-%'")
    assert len(old) == 3 * CUSTOMERS
    assert Counter(state for wamid, state in server.rows("SELECT wamid, state FROM outbox") if wamid in before) == {
        "read": len(before)
    }
