"""From a webhook's body to a turn that may begin: kept, gathered, in its place."""
