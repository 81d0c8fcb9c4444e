"""What a question is about, by words and by likeness, and which of it is told."""
