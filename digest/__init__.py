"""The weekly letter to the head of a unit: what is due, what it says, how it looks, which road it takes."""
