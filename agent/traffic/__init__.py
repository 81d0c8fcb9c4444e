"""What the logged traffic says, as tables: counted in SQL, so that a page asks for hundreds of rows and not 100,000."""
