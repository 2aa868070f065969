"""The conversation: pure functions from what was said to what is answered. No clock, no chance, no database."""
