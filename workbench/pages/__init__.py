"""One file per page, each with `page(desk)`: widgets only."""
