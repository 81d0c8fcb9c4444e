"""An unsigned flood is refused by address; what is signed gets through beside it."""

from tests.serve.conftest import Running
from tests.serve.test_webhook import text_message


async def test_an_unsigned_flood_is_refused_and_signed_webhooks_are_not(server: Running) -> None:
    answers = [(await server.client.post("/webhook", content=b"{}")).status_code for _ in range(70)]
    assert answers == [401] * 60 + [429] * 10
    headers = {"X-Hub-Signature-256": "sha1=abc"}
    assert (await server.client.post("/webhook", content=b"{}", headers=headers)).status_code == 429
    assert (await server.post(text_message())).status_code == 200
    assert (await server.post(text_message(2), secret="guessed")).status_code == 401


async def test_the_number_of_signed_webhooks_is_not_limited(server: Running) -> None:
    answers = [(await server.post(text_message(number))).status_code for number in range(80)]
    assert set(answers) == {200}
