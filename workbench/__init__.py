"""The workbench: pages on which people try, tune and watch the agent."""

import sys
from typing import Any, cast

# Beside JupyterLab, jsonschema, and so Altair, would compile a grammar of international addresses at every start, which
# takes seconds. No chart holds such an address, and jsonschema goes on without the grammar.
cast("dict[str, Any]", sys.modules).setdefault("rfc3987_syntax", None)
