"""The believable town: invented data files, and how they fill an empty database."""
