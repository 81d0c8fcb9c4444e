"""`cairn tune`: from labels and what errors cost to settings, with how sure they are."""
