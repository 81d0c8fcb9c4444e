"""The days of a trek as facts: what is driven, flown and walked, and where one sleeps. No word of any language."""

from collections.abc import Sequence
from itertools import pairwise, permutations
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Span = Annotated[tuple[float, float], BeforeValidator(lambda given: _span(given))]
"""A figure or a range of figures, `[least, most]`."""

Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Stay = Literal[
    "tent",
    "guesthouse",
    "lodge",
    "hut",
    "teahouse",
    "homestay",
    "hotel",
    "houseboat",
    "tent_or_homestay",
    "tent_or_hut",
]
Purpose = Literal["arrival", "rest", "acclimatisation", "papers", "reserve"]


def _span(given: Any) -> Any:
    """One figure stands for a range without width; anything else is left for the check of its form."""
    if isinstance(given, int | float) and not isinstance(given, bool):
        return (given, given)
    return tuple(given) if isinstance(given, list) else given


class Fact(BaseModel):
    """A part of a trek's entry in `treks.yaml`: an unknown key is an error, and nothing changes it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


class Leg(Fact):
    """One way from a place to another. What the page does not say is left out."""

    start: str = Field(alias="from", description="Where it begins.")
    end: str = Field(alias="to", description="Where it ends; the same place for a walk there and back.")
    km: float | None = Field(None, gt=0, description="Length in kilometres.")
    hours: Span | None = Field(None, description="How long it takes, in hours; 0.75 is 45 minutes.")
    over: str = Field("", description="The high point or place on the way.")
    over_m: int | None = Field(None, gt=0, le=8849, description="Its altitude in metres.")
    climb_m: int | None = Field(None, gt=0, le=8849, description="Metres uphill in all.")
    drop_m: int | None = Field(None, gt=0, le=8849, description="Metres downhill in all.")
    back: bool = Field(False, description="Whether the same way is driven back on that day.")
    leaves: Clock | None = Field(None, description="When it leaves, as HH:MM.")
    arrives: Clock | None = Field(None, description="When it usually arrives, as HH:MM.")


_WAYS = ("drive", "bus", "train", "flight", "walk")


def _links(legs: Sequence[tuple[str, Leg]]) -> int:
    """How many legs begin where the one before ends."""
    return sum(one.end == two.start for (_, one), (_, two) in pairwise(legs))


class Stage(Fact):
    """One day. The legs come in the order in which one place leads to the next."""

    drive: Leg | None = Field(None, description="By road.")
    bus: Leg | None = Field(None, description="By a bus that others take too.")
    train: Leg | None = Field(None, description="By rail.")
    flight: Leg | None = Field(None, description="By air.")
    walk: Leg | None = Field(None, description="On foot.")
    purpose: Purpose | None = Field(None, description="What a day is for that does not lead on.")
    sleep: str = Field("", description="Where the night is spent; left out, where the last leg ends.")
    sleep_m: int | None = Field(None, gt=0, le=8849, description="Its altitude in metres.")
    stay: Stay | None = Field(None, description="What one sleeps in; left out where no night is part of the trip.")

    @model_validator(mode="after")
    def _has_something_to_tell(self) -> Self:
        if not (self.legs or self.purpose):
            raise ValueError(f"none of {', '.join(_WAYS)}, and no purpose; say what happens on that day")
        return self

    @property
    def legs(self) -> tuple[tuple[str, Leg], ...]:
        """Each with how it is travelled, in the order they lead on: who walks to the road drives from there."""
        known = [(way, leg) for way in _WAYS if (leg := getattr(self, way))]
        return max(permutations(known), key=_links)

    @property
    def night(self) -> str:
        """The place of the night; "" where none is part of the trip."""
        if not self.stay:
            return ""
        return self.sleep or (self.legs[-1][1].end if self.legs else "")
