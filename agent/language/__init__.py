"""What a message says: language, intent, sentiment, entities."""
