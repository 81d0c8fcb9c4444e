from typing import Any

import pytest

from agent.config import ConfigError
from agent.people.escalation import no_way_to_a_person, require_way_to_a_person
from agent.steps.check_compliance import CheckCompliance
from agent.steps.check_consent import CheckConsent
from tests import sample_steps
from tests.conftest import Load

TABLE = {**sample_steps.TABLE, "check_consent": CheckConsent, "check_compliance": CheckCompliance}

STEPS = """steps:
  - read
  - check_consent
  - look
  - answer
  - step: check_compliance
    human_contact: "{contact}"
"""


@pytest.mark.parametrize(
    ("contact", "operator"),
    [("", {"phone": "+919816000142"}), ("", {"email": "desk@ridge.example"}), ("desk@ridge.example", {})],
)
def test_one_way_to_a_person_is_enough(load: Load, contact: str, operator: dict[str, Any]) -> None:
    assert no_way_to_a_person(load(STEPS.format(contact=contact), TABLE), operator) is None


def test_without_one_nothing_is_served_and_the_step_is_named(load: Load) -> None:
    with pytest.raises(ConfigError, match=r"line 6, check_compliance\.human_contact: no way to a person"):
        require_way_to_a_person(load(STEPS.format(contact=""), TABLE), {"phone": "", "email": None})


def test_a_config_without_the_step_has_none_either(load: Load) -> None:
    pipeline = load("steps: [answer]", TABLE)
    assert no_way_to_a_person(pipeline, {"phone": "+919816000142"}) is not None
