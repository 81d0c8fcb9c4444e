"""What the page Publish is made of."""
