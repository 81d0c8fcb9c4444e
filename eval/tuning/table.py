"""Which name of `cairn tune` stands for which suite. A new one is a file with a `TUNING` and a line here."""

from collections.abc import Mapping

from eval.tuning import ban_risk as tune_ban_risk
from eval.tuning import emergency as tune_emergency
from eval.tuning import intent as tune_intent
from eval.tuning import opt_out as tune_opt_out
from eval.tuning import retrieval as tune_retrieval
from eval.tuning import route as tune_route
from eval.tuning import validate as tune_validate
from eval.tuning.found import Tuning

TUNES: Mapping[str, Tuning] = {
    "ban-risk": tune_ban_risk.TUNING,
    "validate": tune_validate.TUNING,
    "retrieval": tune_retrieval.TUNING,
    "route": tune_route.TUNING,
    "intent": tune_intent.TUNING,
    "opt-out": tune_opt_out.TUNING,
    "emergency": tune_emergency.TUNING,
}
