"""How near a customer is to booking, and why. Pure functions over a turn."""
