"""What was good, and who did it: praise that is not passed on is lost."""

from digest.facts import Facts
from digest.hearing import Praise
from digest.sections.passage import Passage, Say, themes

QUOTES = 2
NAMES = 6


def write(facts: Facts, say: Say) -> Passage | None:
    """Two quotations at most; further officers are named without words."""
    heard = facts.heard
    if not heard.praised:
        return None
    quoted = _quoted(heard.praise)
    key = "count_merits" if heard.merits and heard.praised > 1 else "count"
    merits = themes(heard.merits, "tag", say)
    lines = [say(f"digest.praise.{key}", count=heard.praised, merits=merits)]
    if names := _further(heard.praise, quoted):
        lines.append(say("digest.praise.names", names=", ".join(names)))
    quotes = tuple(_quote(one, say) for one in quoted)
    return Passage("praise", title=say("digest.praise.title"), lines=tuple(lines), quotes=quotes)


def _quoted(praise: tuple[Praise, ...]) -> list[Praise]:
    """Several officers before several quotations of one."""
    told = [one for one in praise if one.words]
    first = {one.officer: one for one in reversed(told)}
    told.sort(key=lambda one: first[one.officer] is not one)
    return told[:QUOTES]


def _further(praise: tuple[Praise, ...], quoted: list[Praise]) -> list[str]:
    named = {one.officer for one in quoted}
    names = dict.fromkeys(one.officer for one in praise if one.officer)
    return [name for name in names if name not in named][:NAMES]


def _quote(one: Praise, say: Say) -> str:
    quote = say("digest.quote", words=one.words)
    if not one.officer:
        return quote
    return say("digest.praise.by" if one.name else "digest.praise.of", quote=quote, officer=one.officer, name=one.name)
