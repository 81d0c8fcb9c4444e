"""Every key of `operator.yaml`, with its type and unit. The rules themselves are read from the plain mapping."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from agent.knowledge.codes import Country, Currency, Tongue, Written, Zone
from agent.knowledge.hired import things_for_hire

Percent = Annotated[float, Field(ge=0, le=100)]
Days = Annotated[int, Field(ge=0, le=730)]
Age = Annotated[int, Field(ge=0, le=120)]
People = Annotated[int, Field(ge=1)]
Amount = Annotated[float, Field(ge=0)]
Text = dict[Written, str]
"""A sentence in each language."""
Lists = dict[Written, list[str]]
"""A list in each language."""
Phone = Annotated[str, Field(pattern=r"^\+[1-9]\d{6,14}$")]
Hour = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
Link = Annotated[str, Field(pattern=r"^https?://\S+$")]


def _hired(thing: str) -> str:
    if thing not in things_for_hire():
        raise ValueError(f"no thing for hire; known: {', '.join(things_for_hire())}")
    return thing


class Keys(BaseModel):
    """A part of `operator.yaml`: an unknown key is an error, no type is guessed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Hours(Keys):
    """When somebody is in the office, in the operator's time zone."""

    opens: Hour = Field(alias="from", description="HH:MM, in quotes.")
    closes: Hour = Field(alias="to", description="HH:MM, in quotes; at or before `from` it is the next day's.")
    days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = Field(
        default_factory=list, description="Weekdays; left out, every day."
    )


class Tier(Keys):
    """One line of the refund table."""

    min_days: Days = Field(description="Days before departure, at least.")
    refund_percent: Percent = Field(description="Percent of what was paid that goes back.")


class Fee(Keys):
    """A sum of money."""

    amount: Amount = Field(description="In `currency`.")
    currency: Currency = Field(description="ISO 4217.")


class Insurance(Keys):
    """Where a travel insurance is asked for."""

    above_altitude_m: dict[Country, int] = Field(
        default_factory=dict, description="By country, metres above which a trek asks for it."
    )
    always: list[Country] = Field(default_factory=list, description="Countries where every trek asks for it.")
    cover_m: int | None = Field(None, gt=0, le=8849, description="Metres the cover must reach on `cover_m_on`.")
    cover_m_on: list[str] = Field(default_factory=list, description="Treks by id; on others it is the highest point.")
    evacuation: Literal["helicopter"] | None = Field(
        None, description="How people are brought out; left out, evacuation of any kind."
    )

    @model_validator(mode="after")
    def _says_how_high(self) -> Self:
        if self.cover_m_on and self.cover_m is None:
            raise ValueError("cover_m is missing: the metres that the cover must reach on cover_m_on")
        return self


class OperatorKeys(Keys):
    """The whole file. What is left out is not told; `cairn check` names what the composer cannot do without."""

    name: str = Field("", description="The company.")
    city: str = Field("", description="Where the office is.")
    partner_desks: list[str] = Field(default_factory=list, description="Other towns where somebody is.")
    timezone: Zone = Field("UTC", description="Of the office hours and of all dates.")
    phone: Phone | None = Field(None, description="Calls and WhatsApp, +COUNTRY…, in quotes.")
    emergency_phone: Phone | None = Field(None, description="Day and night, +COUNTRY…, in quotes.")
    on_call: list[Phone] = Field(default_factory=list, description="Paged on WhatsApp in an emergency.")
    email: Annotated[str, Field(pattern=r"^\S+@\S+$")] | None = Field(None, description="For customers.")
    website: Link | None = Field(None, description="Its address.")
    booking_url: Link | None = Field(None, description="Where one books.")
    privacy_url: Link | None = Field(None, description="How data are kept.")
    links: list[Link] = Field(default_factory=list, description="All addresses that may be sent.")
    hours: Hours | None = Field(None, description="Office hours.")
    languages: list[Tongue] = Field(default_factory=list, description="In which customers may write, ISO 639.")
    guide_languages: dict[Country, list[Tongue]] = Field(
        default_factory=dict, description="What the guides speak, by country."
    )

    currencies: list[Currency] = Field(default_factory=list, description="Of the price list; the first is the default.")
    tax_percent: Percent | None = Field(None, description="Percent inside every listed price.")
    tax_name: str | None = Field(None, pattern=r"^\S+$", description="One word: GST, IGV, VAT.")
    deposit_percent: Percent | None = Field(None, description="Percent that holds a place.")
    balance_days: Days | None = Field(None, description="Days before departure when the rest is due.")
    balance_in_parts: bool | None = Field(None, description="Whether the rest may be paid in several parts.")
    card_fee_percent: Percent | None = Field(None, description="Percent a card costs more; 0 is told as none.")
    payment_methods: Lists = Field(default_factory=dict, description="How one pays.")
    payment_trace_days: Days | None = Field(None, description="Working days until a lost payment is traced.")
    tips_voluntary: bool | None = Field(None, description="Whether tips are up to the guest.")
    children_pay_full: bool | None = Field(None, description="Whether children pay the listed price.")

    cancellation: list[Tier] = Field(default_factory=list, description="The first line whose days are reached applies.")
    refund_to_payer_only: bool | None = Field(None, description="Whether money goes back only the way it came.")
    refund_working_days: Days | None = Field(None, description="Working days from our confirmation to the transfer.")
    credit_months: int | None = Field(None, ge=0, description="Months a credit holds when we cancel.")
    cut_short_credit_percent: Percent | None = Field(None, description="Percent where the leader ends a trek early.")
    date_change_days: Days | None = Field(None, description="Days before departure until which a date is changed free.")
    date_changes_free: int | None = Field(None, ge=1, description="How often that is free; left out, once.")
    name_change_days: Days | None = Field(None, description="Days before departure until which a place is passed on.")
    name_change_pays_permits_only: bool | None = Field(None, description="Whether that costs only new permits.")
    no_view_refund: Text = Field(default_factory=dict, description="Money back because of clouds, rain or no snow.")
    illness_refund: Text = Field(default_factory=dict, description="Money back because somebody fell ill before.")
    own_tickets: Text = Field(default_factory=dict, description="Whether flights, hotels and visas are paid for.")

    departure_min_people: People | None = Field(None, description="Fewer, and a departure does not go.")
    low_numbers_notice_days: Days | None = Field(None, description="Days before departure by which that is told.")
    private_from_people: People | None = Field(None, description="A party that may have its own departure.")
    guests_per_guide: People | None = Field(None, description="Guests for each guide.")
    consent_below_age: Age | None = Field(None, description="Years; younger ones bring a parent's consent.")
    minors_alone_from_age: Age | None = Field(None, description="Years; from here without a parent, with consent.")
    certificate_from_age: Age | None = Field(None, description="Years; from here a doctor's certificate.")
    certificate_days: Days | None = Field(None, description="Days old that it may be at departure.")
    certificate_after_surgery_months: int | None = Field(
        None, ge=1, description="Months in which an operation asks for one."
    )
    pupils_per_adult: People | None = Field(None, description="For so many pupils a school sends one adult.")
    teachers_pay: bool | None = Field(None, description="Whether those pay as pupils do; left out, it is not told.")
    code_never_asked: Text = Field(
        default_factory=dict, description="To who was asked for a code in the company's name."
    )
    insurance: Insurance | None = Field(None, description="Where it is asked for.")
    insurance_proof_days: Days | None = Field(None, description="Days before departure when it is shown.")
    documents_needed: Lists = Field(default_factory=dict, description="What one sends for a booking.")
    visa: Text = Field(default_factory=dict, description="Who needs one.")
    pregnancy: Text = Field(default_factory=dict, description="To who expects a child.")

    inclusions: Lists = Field(default_factory=dict, description="What a price holds.")
    exclusions: Lists = Field(default_factory=dict, description="What it does not hold.")
    gear_included: Lists = Field(default_factory=dict, description="What need not be brought.")
    meals: Text = Field(default_factory=dict, description="What there is to eat, without a full stop.")
    offloading_per_day: dict[Country, Fee] = Field(
        default_factory=dict, description="What a carried backpack costs a day, by country."
    )
    hire: Text = Field(default_factory=dict, description="Which gear can be hired.")
    hire_prices: dict[Annotated[str, AfterValidator(_hired)], Amount] = Field(
        default_factory=dict, description="One person, one trek, in `hire_currency`."
    )
    hire_currency: Currency | None = Field(None, description="Of `hire_prices`.")
    hire_countries: list[Country] = Field(default_factory=list, description="Where these prices hold.")

    drinking_water: Text = Field(default_factory=dict, description="Water on the way.")
    toilets: Text = Field(default_factory=dict, description="Toilets on the way.")
    charging: Text = Field(default_factory=dict, description="Power on the way.")
    fitness: Text = Field(default_factory=dict, description="How fit one should be.")
    walking_hours: Text = Field(default_factory=dict, description="How long one walks a day.")
    stay: Text = Field(default_factory=dict, description="Where one sleeps.")
    solo: Text = Field(default_factory=dict, description="To who comes alone.")
    safety: Text = Field(default_factory=dict, description="What is carried and who decides.")
    margin: Text = Field(default_factory=dict, description="Between the last day and the journey home.")
    drones: Text = Field(default_factory=dict, description="Drones and loudspeakers.")
    altitude_sickness: Text = Field(default_factory=dict, description="Signs, and what to do.")
    packing: Lists = Field(default_factory=dict, description="What to bring.")
    packing_snow: Lists = Field(default_factory=dict, description="More, with snow.")
    packing_rain: Lists = Field(default_factory=dict, description="More, with rain.")
    packing_teahouse: Lists = Field(default_factory=dict, description="More, with nights in teahouses.")

    @model_validator(mode="after")
    def _hires_in_a_currency(self) -> Self:
        if self.hire_prices and not self.hire_currency:
            raise ValueError("hire_currency is missing: the currency of hire_prices")
        return self

    @classmethod
    def by_language(cls) -> tuple[str, ...]:
        """Keys that are written once for each language."""
        return tuple(name for name, one in cls.model_fields.items() if one.annotation in (Text, Lists))
