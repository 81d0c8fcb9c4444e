"""What is ours to answer, and what is declined kindly."""
