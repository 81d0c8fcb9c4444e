"""What a guest needs to know about the place: getting there, signal, cash, water, ways out. No word of any language."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from agent.knowledge.stages import Clock, Fact, Span

_LISTED = BeforeValidator(lambda given: tuple(given) if isinstance(given, list) else given)
"""YAML has lists; what never changes is a tuple."""

Names = Annotated[tuple[str, ...], _LISTED]
"""Names of places, and of kinds of places such as `camps`: as `places.yaml` writes them in other languages."""

Ends = Annotated[tuple[str, ...], BeforeValidator(lambda given: (given,) if isinstance(given, str) else tuple(given))]
Month = Annotated[int, Field(ge=1, le=12)]
Months = Annotated[tuple[Month, ...], _LISTED]


class Pickup(Fact):
    """Where and when the trip begins."""

    place: str = Field(description="Town or meeting point.")
    spot: Literal["", "station"] = Field("", description="The spot in the town: its railway station.")
    at: Clock | None = Field(None, description="When, as HH:MM.")
    part: Literal["", "dawn", "early_morning", "morning"] = Field("", description="Part of the day, without a time.")
    arrive: Literal["", "day_before", "evening_before", "noon", "early_afternoon"] = Field(
        "", description="By when to be there: before the first day, or on it."
    )
    join: Names = Field((), description="Places further on where one may join.")


class Hub(Fact):
    """An airport, a station, or a town with a coach, and how far it is from the start."""

    place: str = Field(description="Its name, or the town.")
    km: float | None = Field(None, gt=0, description="Distance by road in kilometres.")
    hours: Span | None = Field(None, description="Time by road in hours.")
    days: Span | None = Field(None, description="Time by road in days.")


Hubs = Annotated[tuple[Hub, ...], _LISTED]


class Reach(Fact):
    """How to come to the start."""

    airports: Hubs = ()
    stations: Hubs = ()
    buses: Hubs = Field((), description="Towns from which one comes by coach or other road.")
    borders: Names = Field((), description="Usual border crossings by land.")


class Cash(Fact):
    """The last machines."""

    last: Names = Field((), description="Where the last cash machines are, on the way there and at the end.")
    reliable: bool = Field(True, description="Whether they usually have money.")
    bring_from: str = Field("", description="Where to take cash out, to be sure.")

    @model_validator(mode="after")
    def _names_a_place(self) -> Self:
        if not (self.last or self.bring_from):
            raise ValueError("neither last nor bring_from; name a place, or leave cash out")
        return self


class Signal(Fact):
    """Where a phone works."""

    good: Names = ()
    weak: Names = ()
    none: Names = Field((), description="Places or kinds of places without signal.")
    until: str = Field("", description="The last place with signal; none beyond it.")
    again: str = Field("", description="Where it comes back.")
    wifi: bool = Field(False, description="Whether the lodges sell Wi-Fi.")
    postpaid: bool = Field(False, description="Whether prepaid SIM cards of other states do not work.")
    operators: Names = Field((), description="The operators with the best cover.")

    def in_english(self) -> str:
        """The places in one line, for who reads figures and names: a model, and the search."""
        heard = {
            "good": self.good,
            "weak": self.weak,
            "none": self.none,
            "until": (self.until,),
            "again": (self.again,),
        }
        told = (f"{how} {', '.join(places)}" for how, places in heard.items() if any(places))
        return "; ".join(told)


Source = Literal["spring", "stream", "snow", "river_ice", "lodge", "station"]
Treatment = Literal["boiled", "filtered"]
Toilet = Literal["pit_tent", "pit_hut", "lodge", "homestay", "dry", "carry_out"]


class Water(Fact):
    """Drinking water."""

    sources: Annotated[tuple[Source, ...], _LISTED] = Field((), alias="from")
    made_safe: Annotated[tuple[Treatment, ...], _LISTED] = ()
    scarce: bool = False


class Exit(Fact):
    """A way out before the end. With none of `start`, `until` and `after` it is open from every camp."""

    start: str = Field("", alias="from", description="From here.")
    until: str = Field("", description="From every camp up to here.")
    after: str = Field("", description="From beyond here.")
    ends: Ends = Field(alias="to", description="Where it leads: a road or village, or one of several.")
    hours: Span | None = None
    days: Span | None = None


class Weather(Fact):
    """Months, 1–12, of the season: snow lies on the route, it rains much, it stays dry in the monsoon."""

    snow: Months = ()
    rain: Months = ()
    dry: Months = ()


Experience = Literal["none", "helpful", "some", "one_trek", "high_camp", "high_trek", "high_pass", "winter"]


class Fitness(Fact):
    """What we ask of guests."""

    experience: Experience | None = Field(None, description="Earlier treks: from none needed to a high pass.")
    above_m: int | None = Field(None, gt=0, description="The altitude that trek should have reached, in metres.")
    weeks: Span | None = Field(None, description="How long to train, in weeks.")
    run_km: float | None = Field(None, gt=0, description="A run one should manage, in kilometres.")
    run_minutes: int | None = Field(None, gt=0, description="The time for that run, in minutes.")


Meal = Literal["breakfast", "lunch", "dinner"]


class Meals(Fact):
    """From which meal of which day to which meal of which day they are ours."""

    from_day: int = Field(1, ge=1)
    from_meal: Meal
    to_day: int = Field(ge=1)
    to_meal: Meal


class Papers(Fact):
    """What guests send us ahead for a permit."""

    weeks: int = Field(gt=0, description="How many weeks before departure we need it.")
    foreigners_only: bool = Field(False, description="Whether only guests from abroad need that permit.")


class Practical(Fact):
    """Everything of a trek that a guest plans with; each part may be left out."""

    pickup: Pickup | None = None
    reach: Reach | None = None
    onward: Hubs = Field((), description="Where one travels on to from the end, where that is not the start.")
    onward_from: Clock | None = Field(
        None, description="Before what time, HH:MM, no train or flight should be booked from the end on the last day."
    )
    cash: Cash | None = None
    charging: Literal["paid", "free", "none"] | None = Field(None, description="Charging where one sleeps.")
    signal: Signal | None = None
    water: Water | None = None
    toilets: Annotated[tuple[Toilet, ...], _LISTED] = ()
    exits: Annotated[tuple[Exit, ...], _LISTED] = ()
    helicopter: Names = Field((), description="Where a helicopter can land in clear weather.")
    weather: Weather | None = None
    fitness: Fitness | None = None
    meals: Meals | None = None
    papers: Papers | None = None
    flight_kg: int | None = Field(
        None, gt=0, description="What each may take on the plane of the trek, hand luggage included, in kilograms."
    )
