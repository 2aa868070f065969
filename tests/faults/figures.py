"""The figures of one experiment, as they are published beside its verdict."""

from collections import Counter
from dataclasses import asdict, dataclass

from tests.faults.history import Evidence, History


@dataclass(frozen=True)
class Figures:
    """Counts, and seconds where a name says so."""

    kills: int
    kills_with_a_digest_on_its_way: int
    acknowledged: int
    confirmations_of_repeats: int
    refused: int
    unknown_tries: int
    never_answered: int
    ratings: int
    words: int
    replies: int
    duplicate_replies: int
    digests_owed: int
    digests_arrived: int
    digests_unknown: int
    digests_unknown_that_arrived: int
    recovery_seconds_median: float
    recovery_seconds_longest: float
    settled_after_seconds: float

    def __str__(self) -> str:
        return ", ".join(f"{name} {value:g}" for name, value in asdict(self).items())


def figures(
    history: History,
    evidence: Evidence,
    *,
    kills: int,
    in_flight: int,
    recovery: tuple[float, float],
    settled: float,
) -> Figures:
    """Count them."""
    acknowledged = history.first("ok")
    replies = Counter(letter.chat for letter in evidence.letters if not letter.digest)
    arrived = set(evidence.arrived_digests)
    unknown = [letter for letter in evidence.letters if letter.state == "unknown"]
    return Figures(
        kills=kills,
        kills_with_a_digest_on_its_way=in_flight,
        acknowledged=len(acknowledged),
        confirmations_of_repeats=history.count("ok") - len(acknowledged),
        refused=history.count("fail"),
        unknown_tries=history.count("unknown"),
        never_answered=len(history.first("invoke").keys() - acknowledged.keys()),
        ratings=len(evidence.ratings),
        words=len(evidence.words),
        replies=replies.total(),
        duplicate_replies=(Counter(evidence.arrived) - replies).total(),
        digests_owed=len(evidence.owed),
        digests_arrived=len(arrived),
        digests_unknown=len(unknown),
        digests_unknown_that_arrived=sum((letter.chat, letter.digest) in arrived for letter in unknown),
        recovery_seconds_median=round(recovery[0], 2),
        recovery_seconds_longest=round(recovery[1], 2),
        settled_after_seconds=round(settled, 1),
    )
