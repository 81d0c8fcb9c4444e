"""Facts in words: from the catalogue, the operator's terms and the customer's own bookings."""
