"""What keeps people and the number safe: consent, emergencies, ban risk, compliance. Pure functions over text."""
