"""Which name of `cairn tune` stands for which suite. A new one is a file with a `TUNING` and a line here."""

from collections.abc import Mapping

from eval import (
    tune_ban_risk,
    tune_emergency,
    tune_intent,
    tune_opt_out,
    tune_retrieval,
    tune_route,
    tune_validate,
)
from eval.tuning import Tuning

TUNES: Mapping[str, Tuning] = {
    "ban-risk": tune_ban_risk.TUNING,
    "validate": tune_validate.TUNING,
    "retrieval": tune_retrieval.TUNING,
    "route": tune_route.TUNING,
    "intent": tune_intent.TUNING,
    "opt-out": tune_opt_out.TUNING,
    "emergency": tune_emergency.TUNING,
}
