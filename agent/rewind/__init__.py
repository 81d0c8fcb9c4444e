"""Logged traffic run again under a draft config: what would have been another."""

from agent.rewind.crew import Crew
from agent.rewind.logged import Asks, logged_turns
from agent.rewind.past import Past, past_of
from agent.rewind.rewound import Rewound
from agent.rewind.run import rewind

__all__ = ["Asks", "Crew", "Past", "Rewound", "logged_turns", "past_of", "rewind"]
