"""The verbs of `cairn`, a file for each group. Thin: every verb calls one function, imported when it is called."""
