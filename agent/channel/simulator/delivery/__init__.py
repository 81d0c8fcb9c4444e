"""Webhooks on their way: put together, signed, posted, posted again."""

from agent.channel.simulator.delivery.courier import WEEK_S, Courier
from agent.channel.simulator.delivery.handshake import Handshake, shake_hands

__all__ = ["WEEK_S", "Courier", "Handshake", "shake_hands"]
