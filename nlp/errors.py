"""What may be wrong with the tagger itself; light, so that a command can name it without loading it."""


class WrongModel(Exception):
    """The files of the model are missing, or not those that were made together."""
