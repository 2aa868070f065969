"""The field itself: what an office, a visit, a rating and a case are. Standard library only."""
