"""What the page Knowledge is made of."""
