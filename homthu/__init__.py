"""The commands, and the place where every part is joined: this package alone knows all the others."""
