"""What a command shows or does in the terminal."""
