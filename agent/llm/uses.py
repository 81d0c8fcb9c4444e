"""What each model was asked, answered and cost since the start."""

from collections.abc import Mapping
from dataclasses import replace

from agent.llm.failure import CallError
from agent.ports import Completion, ModelUse


class Uses:
    """Counts by model. An answer that cannot be used is a failure, and costs all the same."""

    def __init__(self) -> None:
        self._uses: dict[str, ModelUse] = {}

    @property
    def by_model(self) -> Mapping[str, ModelUse]:
        """The counts as they stand."""
        return dict(self._uses)

    def answered(self, completion: Completion) -> None:
        """Count an answer under the model that gave it."""
        use = self._of(completion.model)
        self._uses[completion.model] = _billed(replace(use, answers=use.answers + 1), completion)

    def failed(self, model: str, error: CallError) -> None:
        """Count a call of this model that brought nothing."""
        use = self._of(model)
        failures = {**use.failures, error.kind: use.failures.get(error.kind, 0) + 1}
        self._uses[model] = replace(use, failures=failures)
        if error.spent:
            paid = error.spent.model or model
            self._uses[paid] = _billed(self._of(paid), error.spent)

    def _of(self, model: str) -> ModelUse:
        return self._uses.get(model, ModelUse())


def _billed(use: ModelUse, bill: Completion) -> ModelUse:
    return replace(
        use,
        tokens_in=use.tokens_in + bill.tokens_in,
        tokens_out=use.tokens_out + bill.tokens_out,
        cost_usd=use.cost_usd + bill.cost_usd,
    )
