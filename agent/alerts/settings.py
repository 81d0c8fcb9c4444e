"""The `alerts` section of the YAML. Where alerts go stands in the environment: addresses there may hold secrets."""

from pydantic import Field

from agent.strict import Strict


class AlertSettings(Strict):
    """When somebody is told. An edit counts within seconds, without a restart."""

    window_s: float = Field(900, ge=10, le=86_400, description="How far back turns, webhooks and sends count.")
    least: int = Field(5, ge=1, le=10_000, description="So many in the window before shares and percentiles count.")
    every_s: float = Field(10, ge=0.05, le=600, description="How often all is judged.")
    recover_at: float = Field(0.8, gt=0, le=1, description="Share of a threshold below which an alert may be over.")
    calm_s: float = Field(120, ge=0, le=86_400, description="How long it must be calm before an alert is over.")
    remind_min: float = Field(60, ge=0, le=10_080, description="Minutes after which it is told again; 0 for never.")

    errors: float = Field(0.05, ge=0, le=1, description="Told above this share of turns that failed somewhere.")
    slow_p95_s: float = Field(3, gt=0, le=600, description="Told above this 95th percentile of a turn's seconds.")
    webhook_errors: float = Field(0.01, ge=0, le=1, description="Told above this share of webhooks answered with 5xx.")
    budget_spent: float = Field(0.8, gt=0, le=10, description="Told above this share of the models' money of the day.")
    high_risk: float = Field(0.05, ge=0, le=1, description="Told above this share of replies at high ban risk.")
    refused: float = Field(0.05, ge=0, le=1, description="Told above this share of sends that people or Meta refused.")
    flagged: float = Field(0.2, ge=0, le=1, description="Told above this share of turns with compliance flags.")
    queue_age_s: float = Field(120, gt=0, le=86_400, description="Told when a message waits longer, in seconds.")
    unknown_sends: int = Field(0, ge=0, le=100_000, description="Told above so many sends of which nobody knows.")
    set_aside: int = Field(0, ge=0, le=100_000, description="Told above so many messages set aside in the window.")

    unwell_s: float = Field(30, ge=0, le=86_400, description="How long a component may be unwell before it is told.")
    probe_s: float = Field(60, ge=1, le=86_400, description="How often the Graph API is asked for our number.")
    clock_off_s: float = Field(60, ge=2, le=86_400, description="How far our clock may be from the Graph API's.")
    disk_free_mb: int = Field(1000, ge=0, le=10_000_000, description="Room wanted under the data folder, in MB.")
    attempts: int = Field(6, ge=1, le=20, description="How often one alert is tried to be delivered to one target.")
