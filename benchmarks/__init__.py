"""Speed and memory, measured; `make bench` prints them. Never part of a test: a slow machine is not a defect."""
