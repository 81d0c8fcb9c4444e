"""`cairn check`: is everything there that an agent needs, and what to do where it is not."""
