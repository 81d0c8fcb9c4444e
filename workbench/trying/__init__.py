"""What the page Try it is made of."""
