"""What a message leans on: the line before it, what holds on from earlier, and which treks are talked about."""
