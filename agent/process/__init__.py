"""The process itself, and the others on this machine."""
