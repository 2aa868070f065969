"""One platform each. A channel knows its platform's shapes and nothing of what is said."""
