"""Words: the offline composer, prompts, routing and the model behind OpenRouter."""
