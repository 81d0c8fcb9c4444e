"""What the page Rewind is made of."""
