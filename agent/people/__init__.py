"""When a person takes over: why, who is there, who is called, what waits for them."""
