"""Cairn: a WhatsApp agent for trekking operators. Importing this package does nothing."""
