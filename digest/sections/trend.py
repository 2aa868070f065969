"""Better, worse, or too close to tell: a change is only called one when chance alone would rarely make it."""

from digest.facts import Facts
from digest.figures import Score, satisfied
from digest.sections.passage import Passage, Say
from feedback.numbers import day, percent


def write(facts: Facts, say: Say) -> Passage | None:
    """Nothing when the figure did not move this week: that comparison was made in an earlier digest."""
    score, previous = facts.score, facts.score.previous
    if not score.moved or previous is None:
        return None
    since = "week" if score.is_of_week and previous.first == score.week.shift(-1).monday else "earlier"
    before = satisfied(previous.tally)
    return Passage(
        "trend",
        lines=(
            say(
                f"digest.trend.{since}",
                share=percent(before.value),
                n=before.n,
                first=day(previous.first),
                last=day(previous.last),
                verdict=say(f"digest.trend.{verdict(score)}"),
            ),
        ),
    )


def verdict(score: Score) -> str:
    """higher | lower | unclear, by the interval of the change."""
    low, high = score.change or (0.0, 0.0)
    if low > 0:
        return "higher"
    return "lower" if high < 0 else "unclear"
