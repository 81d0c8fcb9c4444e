"""What a colleague does in a conversation: take it over, answer, see a phone number. Written down, each of it."""
