"""What the page Safety is made of."""
