"""Logged traffic under other settings, and what people said of it."""
