"""Topics whose words a question about another one uses without asking about them."""

from collections.abc import Iterable, Mapping

from agent.compose.topics.named import Topic

_COVERS: Mapping[Topic, frozenset[Topic]] = {
    "code_asked": frozenset(
        {"cancel", "refund", "refund_time", "payment", "booking", "contact", "price", "payment_trouble", "hold"}
    ),
    "refund_time": frozenset({"cancel", "payment", "duration"}),
    "pregnancy": frozenset({"health", "difficulty", "age", "altitude", "certificate", "fitness"}),
    "illness": frozenset({"health", "pregnancy", "insurance", "certificate", "documents", "age"}),
    "own_tickets": frozenset(
        {"cancel", "flight", "reach", "start", "drive", "margin", "payment", "price", "insurance"}
    ),
    "no_view": frozenset({"cancel", "snow", "rain", "temperature"}),
    "operator_cancels": frozenset({"cancel", "temperature", "snow", "start", "drive", "reach", "date_change", "dates"}),
    "date_change": frozenset({"dates", "booking", "price", "duration"}),
    "name_change": frozenset({"booking", "date_change", "price", "duration"}),
    "school_adults": frozenset(
        {"child_price", "price", "min_people", "age", "discount", "documents", "guides", "group_size", "how_much"}
    ),
    "instalments": frozenset({"payment", "deposit"}),
    "hold": frozenset({"deposit", "payment", "dates", "booking"}),
    "deposit": frozenset({"payment", "price", "cash"}),
    "child_price": frozenset({"price", "age", "discount"}),
    "min_people": frozenset({"group_size", "dates", "booking"}),
    "refund_to": frozenset({"cancel", "refund_time", "name_change"}),
    "private": frozenset({"group_size", "dates", "booking"}),
    "offices": frozenset({"contact"}),
    "languages": frozenset({"guides"}),
    "emergency_contact": frozenset({"contact"}),
    "insurance": frozenset({"included", "excluded", "price"}),
    "gear_included": frozenset({"included", "packing", "stay"}),
    "food": frozenset({"included"}),
    "tips": frozenset({"included", "excluded", "price"}),
    "tax": frozenset({"included", "excluded", "payment"}),
    "oxygen": frozenset(
        {"exit", "altitude_sickness", "altitude", "health", "offloading", "safety", "guides", "gear_included"}
    ),
    "offloading": frozenset({"price", "included", "excluded", "packing", "walking_hours"}),
    "alcohol": frozenset({"temperature", "food"}),
    "visa": frozenset({"permits", "documents", "price", "duration", "how_much", "walking_hours", "dates"}),
    "permits": frozenset({"included", "excluded", "in_price"}),
    "excluded": frozenset({"included"}),
    "in_price": frozenset({"price", "included", "start", "drive", "reach", "pickup"}),
    "health": frozenset({"difficulty", "age", "fitness", "discount"}),
    "late_booking": frozenset({"booking"}),
    "certificate": frozenset({"documents", "duration"}),
    "cancel": frozenset({"payment", "deposit", "booking", "price", "dates", "duration"}),
    "cut_short": frozenset({"cancel", "refund_time", "operator_cancels", "snow", "temperature", "start"}),
    "included": frozenset({"start", "drive", "reach", "pickup"}),
    "website": frozenset({"contact"}),
    "discount": frozenset({"booking", "included", "excluded"}),
    "own_booking": frozenset({"booking"}),
    "payment_trouble": frozenset({"payment", "price", "booking", "cancel", "refund_time"}),
    "snow": frozenset({"water"}),
    "drone": frozenset({"permits", "network", "price"}),
    "charged_twice": frozenset({"payment", "price", "booking", "cancel"}),
    "own_data": frozenset({"cancel", "contact"}),
    "extra": frozenset({"price", "how_much", "offloading"}),
    "others_data": frozenset({"contact", "booking"}),
    "charging": frozenset({"price", "network", "others_data"}),
    "hire": frozenset({"price", "how_much", "gear_included", "included", "packing", "stay"}),
    "reach": frozenset({"start"}),
    "margin": frozenset(
        {"reach", "duration", "flight", "start", "stay", "dates", "drive", "acclimatisation", "temperature", "snow"}
    ),
    "pickup": frozenset({"start", "reach", "contact"}),
    "fitness": frozenset({"difficulty", "distance"}),
    "network": frozenset({"price", "how_much"}),
    "toilets": frozenset({"water", "languages"}),
    "altitude_sickness": frozenset({"altitude", "health", "difficulty"}),
    "payment": frozenset({"cash"}),
    "highest_night": frozenset({"altitude", "stay", "altitude_sickness", "itinerary"}),
    "hours": frozenset({"how_much", "price", "duration"}),
    "washing": frozenset({"water", "toilets", "stay", "price"}),
    "stay": frozenset({"extra", "booking", "duration", "itinerary", "altitude"}),
    "flight_luggage": frozenset(
        {"flight", "reach", "drive", "start", "offloading", "packing", "price", "how_much"}
        | {"included", "excluded", "in_price", "gear_included"}
    ),
    "flight": frozenset({"reach", "drive", "start"}),
    "back": frozenset(
        {"start", "drive", "reach", "pickup", "itinerary", "duration", "dates", "flight", "how_much", "contact"}
    ),
    "drive": frozenset({"duration", "distance", "itinerary", "start", "how_much"}),
    "walking_hours": frozenset({"duration", "distance", "itinerary"}),
    "itinerary": frozenset({"dates", "duration"}),
    "acclimatisation": frozenset({"duration", "itinerary", "altitude", "stay", "walking_hours", "altitude_sickness"}),
    "dates": frozenset({"network"}),  # "I saw the date on the internet"
}
"""Where the first is named, the others in the same question are only the words it is named with."""


def lent_to(topic: Topic) -> frozenset[Topic]:
    """Topics whose words a question about this one may use without asking about them."""
    return _COVERS.get(topic, frozenset())


def lent_by(topics: Iterable[Topic]) -> frozenset[Topic]:
    """Topics whose words a question about any of these may use."""
    return frozenset[Topic]().union(*map(lent_to, topics))
