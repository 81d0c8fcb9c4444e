"""Who may come in, and what stands before the pages."""
