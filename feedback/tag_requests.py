"""A handler's word on the suggested tags of a case."""

from dataclasses import dataclass

from feedback.people import Officer


@dataclass(frozen=True, slots=True)
class ConfirmTags:
    """The handler finds the suggested tags right."""

    officer: Officer
    code: str


@dataclass(frozen=True, slots=True)
class CorrectTags:
    """The handler's own word on the tags, all of them."""

    officer: Officer
    code: str
    tags: tuple[str, ...]
