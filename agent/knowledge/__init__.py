"""Documents → blocks → chunks → index; lexical and dense search, fusion and rerank. Importing does nothing."""
