"""How a digest looks: a chat message, a page of its own, plain data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from digest.compose import Digest
from digest.figures import satisfied, very_satisfied
from digest.hearing import Theme
from digest.sections.passage import Passage
from feedback.scoring import Block, Share

TEXT_LIMIT = 1500
"""Characters of a chat message that is read in a minute."""
NO_BREAK = "\u00a0"
JOINER = "\u2060"
RANGE = re.compile(r"(\d)–(\d)")


@dataclass(frozen=True, slots=True)
class Segment:
    """One level of the bar, in percent of its width."""

    level: int
    label: str
    count: int
    start: float
    width: float


def as_text(digest: Digest) -> str:
    """For a chat: short, and the one thing to do at the end. Quotations give way when it grows too long."""
    quoted = [passage.key for passage in digest.passages if passage.quotes]
    text = _text(digest, without=())
    while len(text) > TEXT_LIMIT and quoted:
        quoted.pop()
        text = _text(digest, without=[p.key for p in digest.passages if p.quotes and p.key not in quoted])
    return text


def as_html(digest: Digest) -> str:
    """A page of its own, for mail, preview and print: nothing is fetched, citizens' words are escaped."""
    figure = digest.facts.score.figure
    return _template().render(
        digest=digest,
        unit=digest.facts.unit,
        segments=list(_segments(figure, digest.levels)) if figure else [],
        range=satisfied(figure.tally) if figure else None,
    )


def as_json(digest: Digest) -> dict[str, Any]:
    """Data under stable keys, without a citizen's words: what is kept must not outlive an erasure."""
    facts = digest.facts
    return {
        "unit": facts.unit.code,
        "week": str(facts.week),
        "as_of": facts.as_of.isoformat(),
        "language": digest.language,
        "ratings": facts.score.ratings,
        "texts": facts.heard.texts,
        "figure": _figure(facts.score.figure),
        "previous": _figure(facts.score.previous),
        "change": [round(end, 4) for end in facts.score.change] if facts.score.change else None,
        "window_weeks": facts.heard.window,
        "themes": _themes(facts.heard.themes),
        "place": _themes(facts.heard.place),
        "reasons": _themes(facts.reasons),
        "praised": facts.heard.praised,
        "merits": _themes(facts.heard.merits),
        "waiting": _waiting(digest) if facts.latest else None,
        "title": digest.title,
        "passages": [_passage(passage) for passage in digest.passages],
        "action": digest.action,
    }


def _text(digest: Digest, *, without: list[str] | tuple[()]) -> str:
    parts = [f"{digest.title}\n{digest.facts.unit.name}"]
    for passage in digest.passages:
        body = "\n".join(_lines(passage, quotes=passage.key not in without))
        if passage.title or passage.key == "headline":
            parts.append(body)
        else:
            parts[-1] += f"\n{body}"
    return "\n\n".join(part for part in (*parts, digest.action) if part)


def _lines(passage: Passage, *, quotes: bool) -> Iterator[str]:
    if passage.title:
        yield f"■ {passage.title}"
    yield from (f"• {item}" for item in passage.items)
    yield from passage.lines
    if quotes:
        yield from passage.quotes


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("digest"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["together"] = _together
    return environment.get_template("digest.html")


def _together(text: str) -> str:
    """A number and its percent sign stay on one line, and so do the ends of an interval."""
    return RANGE.sub(f"\\1{JOINER}–{JOINER}\\2", text.replace(" %", f"{NO_BREAK}%"))


def _segments(figure: Block, labels: tuple[str, ...]) -> Iterator[Segment]:
    """Best level first, so that the satisfied share is a length from the left."""
    start = 0.0
    for level, label in zip(range(5, 0, -1), labels, strict=True):
        count = figure.tally.counts[level - 1]
        width = 100 * count / figure.tally.n
        yield Segment(level, label, count, start, width)
        start += width


def _figure(block: Block | None) -> dict[str, Any] | None:
    if block is None:
        return None
    return {
        "first": block.first.isoformat(),
        "last": block.last.isoformat(),
        "n": block.tally.n,
        "levels": {str(level): count for level, count in enumerate(block.tally.counts, 1)},
        "satisfied": _share(satisfied(block.tally)),
        "very_satisfied": _share(very_satisfied(block.tally)),
    }


def _share(share: Share) -> dict[str, Any]:
    return {
        "hits": share.hits,
        "n": share.n,
        "share": round(share.value, 4),
        "low": round(share.low, 4),
        "high": round(share.high, 4),
    }


def _themes(themes: tuple[Theme, ...]) -> list[dict[str, Any]]:
    return [{"code": theme.code, "count": theme.count} for theme in themes]


def _passage(passage: Passage) -> dict[str, Any]:
    lines, items = list(passage.lines), list(passage.items)
    return {"key": passage.key, "title": passage.title, "lines": lines, "items": items}


def _waiting(digest: Digest) -> dict[str, Any]:
    waiting = digest.facts.waiting
    return {
        "count": waiting.count,
        "late": waiting.late,
        "urgent": waiting.urgent,
        "next_due": waiting.next_due.isoformat() if waiting.next_due else None,
    }
