"""What the page Live is made of."""
