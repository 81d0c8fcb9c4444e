from agent.channel.memory import Outbox
from agent.ports import Address, Channel, Outgoing, Receipt


async def test_it_collects_sends_and_follows_the_script_first() -> None:
    lost = Receipt(state="unknown", error="the answer was lost")
    outbox = Outbox([lost])
    channel: Channel = outbox
    outgoing = Outgoing(id="u", message_id="m", contact="c", body={"type": "text"}, state="sending")
    first = await channel.send(outgoing, Address(phone="34600000000"))
    second = await channel.send(outgoing, Address(phone="34600000000"))
    await channel.mark_read("m", typing=True)
    await channel.aclose()
    assert [first, second.state, second.wamid] == [lost, "sent", "wamid.memory-2"]
    assert [post.receipt for post in outbox.posts] == [first, second]
    assert outbox.reads == [("m", True)]
    assert outbox.closed
