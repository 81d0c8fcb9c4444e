"""Alerts: what is measured, when it is told, how often, and to whom."""
