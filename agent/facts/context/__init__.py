"""Claims in their context: whom or what a text says them of, under which conditions, and until when."""
