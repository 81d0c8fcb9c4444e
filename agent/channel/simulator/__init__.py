"""Stands in for Meta and for the customer: the Graph API, the webhooks, and a phone to chat on."""

from agent.channel.simulator.app import simulator_app
from agent.channel.simulator.faults import Faults
from agent.channel.simulator.server import RunningSimulator, run_simulator, running_simulator
from agent.channel.simulator.settings import SimulatorSettings

__all__ = ["Faults", "RunningSimulator", "SimulatorSettings", "run_simulator", "running_simulator", "simulator_app"]
