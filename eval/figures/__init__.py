"""Figures from items, with intervals: pure functions, and how they are told."""
