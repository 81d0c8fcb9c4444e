"""Knowledge: what customers asked that the documents do not say, the documents themselves, and bringing new ones."""

from workbench.desk import Workbench
from workbench.knowledge.documents import show_documents, show_findings
from workbench.knowledge.gaps import show_gaps
from workbench.knowledge.uploads import show_uploads
from workbench.views import chosen_view

VIEWS = {
    "gaps": ("Not said yet", show_gaps),
    "documents": ("Documents", show_documents),
    "findings": ("Contradictions", show_findings),
    "upload": ("Upload", show_uploads),
}


def page(desk: Workbench) -> None:
    """The chosen view; the address can be shared."""
    VIEWS[chosen_view(VIEWS, key="knowledge view")][1](desk)
