"""Two clicks say what a logged message is: a queue for each suite."""
