"""What those who answer customers look at: conversations, the review queue, leads. Read from the store's tables."""
