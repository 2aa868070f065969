"""A model trained in seconds on some 300 messages: for how models are made and kept, not for how well they read."""

from functools import cache

from nlp.concepts import load_concepts
from nlp.corpus import TRAIN, Message, load
from nlp.model import Model
from nlp.rules import Rules
from nlp.train import Example, examples, fit

STEP = 81  # of the corpus, so that every writer and every tag has a part


def quietly(_: str) -> None:
    """Nobody asks how far it is."""


@cache
def rules() -> Rules:
    return Rules()


def examples_of(*messages: Message) -> list[Example]:
    return examples(messages, rules(), load_concepts())


@cache
def few() -> tuple[Example, ...]:
    return tuple(examples_of(*load(TRAIN)[::STEP]))


@cache
def small_model() -> Model:
    return fit(few(), say=quietly)
