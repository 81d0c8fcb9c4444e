"""What each step name of the YAML means. This table is the registry."""

from agent.step import Step
from agent.steps.answer_media import AnswerMedia
from agent.steps.build_context import BuildContext
from agent.steps.check_compliance import CheckCompliance
from agent.steps.check_consent import CheckConsent
from agent.steps.generate import Generate
from agent.steps.hand_off import HandOff
from agent.steps.log import Log
from agent.steps.parse import Parse
from agent.steps.retrieve import Retrieve
from agent.steps.score_ban_risk import ScoreBanRisk
from agent.steps.score_lead import ScoreLead
from agent.steps.send import Send
from agent.steps.validate import Validate

STEPS: dict[str, type[Step]] = {
    "parse": Parse,
    "check_consent": CheckConsent,
    "build_context": BuildContext,
    "answer_media": AnswerMedia,
    "retrieve": Retrieve,
    "score_ban_risk": ScoreBanRisk,
    "generate": Generate,
    "validate": Validate,
    "check_compliance": CheckCompliance,
    "hand_off": HandOff,
    "send": Send,
    "log": Log,
    "score_lead": ScoreLead,
}
