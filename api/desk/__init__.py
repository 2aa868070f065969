"""The pages of the office: signing in, and what follows from it."""
