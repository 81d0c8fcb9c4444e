"""Constants of the code, fitted anew from the labelled sets and printed."""
