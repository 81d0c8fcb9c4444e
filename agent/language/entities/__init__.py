"""What a message mentions: treks, dates, prices, people, phones, e-mails, ages, durations, with exact spans."""

from agent.language.entities.finder import EntityFinder

__all__ = ["EntityFinder"]
