"""How many rated, and how many of them were satisfied: the two lines a head reads first."""

from digest.facts import Facts
from digest.figures import satisfied, very_satisfied
from digest.sections.passage import Passage, Say, span
from feedback.numbers import day, percent, thousands
from feedback.scoring import UNIT_BLOCK, UNIT_BLOCK_DAYS


def write(facts: Facts, say: Say) -> Passage:
    """Always there: a week without ratings is news too."""
    late = () if facts.latest else (say("digest.headline.late"),)
    more = () if facts.score.ratings else (say("digest.headline.poster"),)
    return Passage("headline", lines=(_counted(facts, say), *_shares(facts, say), *more, *late))


def _counted(facts: Facts, say: Say) -> str:
    key = "count" if facts.score.ratings else "none"
    key = f"{key}_texts" if facts.heard.texts else key
    return say(f"digest.headline.{key}", n=thousands(facts.score.ratings), texts=facts.heard.texts)


def _shares(facts: Facts, say: Say) -> tuple[str, ...]:
    if facts.score.figure is None:
        return (say("digest.headline.no_figure", least=UNIT_BLOCK, days=UNIT_BLOCK_DAYS),)
    figure = facts.score.figure
    shares = satisfied(figure.tally), very_satisfied(figure.tally)
    said = say("digest.headline.satisfied", share=percent(shares[0].value), span=span(shares[0], say))
    very = say("digest.headline.very", share=percent(shares[1].value), span=span(shares[1], say))
    if facts.score.is_of_week:
        return said, very
    dates = {"first": day(figure.first), "last": day(figure.last)}
    return *_why_not(facts, say), say("digest.headline.recent", n=figure.tally.n, **dates), said, very


def _why_not(facts: Facts, say: Say) -> tuple[str, ...]:
    if not facts.score.ratings:
        return ()
    key = "few" if facts.score.ratings < UNIT_BLOCK else "few_days"
    return (say(f"digest.headline.{key}", least=UNIT_BLOCK, days=UNIT_BLOCK_DAYS),)
