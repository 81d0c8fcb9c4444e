"""What the page Routing is made of."""
