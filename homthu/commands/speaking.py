"""What a command says to the operator; light, so that `--help` and `tag` need not wait for the whole house."""

from feedback.wording import Words, words

SPEAKING: Words = words("vi")


class Refused(Exception):
    """The command did not work; the sentence says why and what to do (exit status 1)."""


def say(key: str, **values: object) -> str:
    """A sentence for the operator."""
    return SPEAKING.say(key, **values)
