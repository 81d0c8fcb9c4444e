"""The fact ledger: what a reply claims, and whether the catalogue and the documents bear it out."""
