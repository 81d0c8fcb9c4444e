"""Settings of the model port: the `ports: llm:` section of the pipeline file."""

from pydantic import Field, model_validator

from agent.strict import Strict


class BudgetSettings(Strict):
    """USD that models may cost. A day begins at midnight UTC. 0 asks no model at all."""

    day_usd: float = Field(default=20.0, ge=0, le=100_000, description="For all turns of a day.")
    contact_usd: float = Field(default=0.5, ge=0, le=1000, description="For one contact in a day.")
    turn_usd: float = Field(default=0.12, ge=0, le=100, description="For one turn, all attempts together.")


class LadderSettings(Strict):
    """When the degradation ladder steps down, and when it climbs again."""

    cheaper_at_spent: float = Field(
        default=0.7, gt=0, le=1, description="Share of the day's budget from which every question is asked cheaply."
    )
    composer_at_spent: float = Field(
        default=0.95, gt=0, le=1, description="Share of the day's budget from which no model is asked."
    )
    cheaper_at_failed: float = Field(
        default=0.3, gt=0, le=1, description="Share of failed questions from which every one is asked cheaply."
    )
    composer_at_failed: float = Field(
        default=0.6, gt=0, le=1, description="Share of failed questions from which no model is asked."
    )
    cheaper_at_cut_off: float = Field(
        default=0.5, gt=0, le=1, description="Share of models cut off by their breaker, for the cheap route."
    )
    cheaper_at_p95_s: float = Field(
        default=10.0, gt=0, le=60, description="95th percentile of waiting, in seconds, for the cheap route."
    )
    composer_at_p95_s: float = Field(
        default=16.0, gt=0, le=60, description="95th percentile of waiting, in seconds, for the composer alone."
    )
    least_calls: int = Field(default=6, ge=1, le=1000, description="Questions of the window before they are judged.")
    window_s: float = Field(default=120.0, gt=0, le=3600, description="How far back questions count, in seconds.")
    recover_at: float = Field(
        default=0.8, gt=0, le=1, description="Share of a threshold below which the rung is left again."
    )
    recover_s: float = Field(
        default=60.0, ge=0, le=3600, description="Calm seconds before the next better rung is tried."
    )
    handoffs_per_hour: int = Field(
        default=60, ge=1, le=10_000, description="Hand-offs an hour from which no colleague is promised any more."
    )

    @model_validator(mode="after")
    def _in_order(self) -> "LadderSettings":
        for what in ("spent", "failed", "p95_s"):
            cheaper, composer = getattr(self, f"cheaper_at_{what}"), getattr(self, f"composer_at_{what}")
            if cheaper > composer:
                raise ValueError(f"cheaper_at_{what} must not be above composer_at_{what}: it is the rung before it")
        return self


class AnswerCacheSettings(Strict):
    """Answers of models that are given again to the same question. In memory only."""

    enabled: bool = Field(default=True, description="Give an answer again to the same question.")
    ttl_s: float = Field(default=21_600.0, gt=0, le=604_800, description="How long an answer may be given again.")
    size: int = Field(default=5000, ge=1, le=1_000_000, description="Answers kept, the least recently given go first.")
    semantic: bool = Field(default=False, description="Also to a question that only means the same.")
    semantic_from: float = Field(
        default=0.95, ge=0.95, le=1, description="Cosine from which two questions may mean the same."
    )


class FallbackSettings(Strict):
    """Prices of the second address, where its answers tell no cost; the address itself is in the environment."""

    usd_per_million_in: float = Field(default=0.0, ge=0, description="Price of a million prompt tokens, in USD.")
    usd_per_million_out: float = Field(default=0.0, ge=0, description="Price of a million answer tokens, in USD.")


class LLMSettings(Strict):
    """Money, ladder, answer cache and the address outside OpenRouter."""

    attempts: int = Field(default=3, ge=1, le=5, description="Calls for one question; the last goes to the fallback.")
    budget: BudgetSettings = Field(default_factory=BudgetSettings, description="What models may cost, in USD.")
    ladder: LadderSettings = Field(default_factory=LadderSettings, description="When to answer more simply.")
    cache: AnswerCacheSettings = Field(default_factory=AnswerCacheSettings, description="Answers given again.")
    fallback: FallbackSettings = Field(default_factory=FallbackSettings, description="The address outside OpenRouter.")
