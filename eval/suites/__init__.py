"""One file per suite of `cairn eval`, and what only suites need."""
