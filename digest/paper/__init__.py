"""How what was gathered looks on paper: sheets so far."""
