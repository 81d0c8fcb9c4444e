"""The real server process under load."""
