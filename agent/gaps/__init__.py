"""What the documents say, what is waiting to be said in them, and what customers asked that they do not say."""
