"""The Graph API's side: Meta's limits, Meta's rules, Meta's answers."""

from agent.channel.simulator.graph.checks import check_send
from agent.channel.simulator.graph.errors import GraphError, no_such_object, refusal, title_of
from agent.channel.simulator.graph.reading import accepted, recipient_of, text_of, type_of

__all__ = [
    "GraphError",
    "accepted",
    "check_send",
    "no_such_object",
    "recipient_of",
    "refusal",
    "text_of",
    "title_of",
    "type_of",
]
