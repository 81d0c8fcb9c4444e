"""From the outbox to the customer: one attempt, what its end means, and what is tried again by itself."""
