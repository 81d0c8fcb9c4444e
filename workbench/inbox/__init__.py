"""What the page Inbox is made of."""
