"""Retrieval: move a setting of the search and see at once what it does to questions and to customers."""

from collections.abc import Callable, Mapping

from workbench.desk import Workbench
from workbench.retrieval.ask import show_ask
from workbench.retrieval.map import show_map
from workbench.retrieval.traffic import show_traffic
from workbench.retrieval.tune import show_tune
from workbench.sample_month import show_nothing_yet
from workbench.views import chosen_view

VIEWS: Mapping[str, tuple[str, Callable[[Workbench], None]]] = {
    "tune": ("Tune", show_tune),
    "traffic": ("Real traffic", show_traffic),
    "ask": ("Ask", show_ask),
    "map": ("Map of the documents", show_map),
}
"""By the word in the address of the page."""


WILL_BE = "What stands on labelled questions works already. With logged messages a setting is tried on them too."


def page(desk: Workbench) -> None:
    """One view at a time; which one is in the address."""
    chosen = chosen_view(VIEWS, key="retrieval view", required=True)
    if chosen != "traffic":
        show_nothing_yet(desk, WILL_BE)
    VIEWS[chosen][1](desk)
