"""From a draft of the config to the one in service, and back: who, when, why, and on what evidence."""
