"""Load: many customers, a plan by seed, and figures of what came of it."""

from agent.channel.simulator.load.figures import Figures, figures
from agent.channel.simulator.load.plan import PROFILES, Line, Load, load_of, plan
from agent.channel.simulator.load.run import run_load

__all__ = ["PROFILES", "Figures", "Line", "Load", "figures", "load_of", "plan", "run_load"]
