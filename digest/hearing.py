"""What citizens' words come to: themes, one typical text, praise. Few are neither counted nor quoted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from feedback.people import Officer
from feedback.periods import Week
from feedback.ports import Voice
from feedback.ratings import REASONS
from feedback.requests import Kind
from feedback.scoring import VOICES_FROM
from feedback.tags import TAGS
from feedback.wording import shortened

COMPLAINTS = tuple(tag.code for tag in TAGS if tag.kind == "complaint" and tag.personal)
PLACE = tuple(tag.code for tag in TAGS if not tag.personal)
MERITS = tuple(tag.code for tag in TAGS if tag.kind == "praise")

WINDOW = 4
"""Weeks that themes are read from when one week holds too few."""
QUOTED = 180
"""Characters of a quotation, so that a digest is read in a minute."""
TYPICAL = 90
"""Characters of a quotation that one likes to read."""
ROTATION = 3
"""How many typical texts take turns while the long window brings the same ones back."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Something people said or tapped; `count` is None where there are too few to count."""

    code: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Praise:
    """Words of praise, and whom they name; one of the two may be empty."""

    words: str
    officer: str
    name: str = ""  # of the citizen, who wished it


@dataclass(frozen=True, slots=True)
class Heard:
    """The words of one week. `themes`, `place` and `quote` come from the last `window` weeks (1 or 4);
    themes have counts when that is one. `praised` is how many texts praised."""

    texts: int
    window: int
    themes: tuple[Theme, ...] = ()
    place: tuple[Theme, ...] = ()
    quote: str = ""
    praised: int = 0
    merits: tuple[Theme, ...] = ()
    praise: tuple[Praise, ...] = ()


def hear(voices: Sequence[Voice], week: Week, *, officers: Mapping[int, Officer], quotes: bool) -> Heard:
    """What the voices of the last four weeks say about this one, without anybody's words unless `quotes`."""
    of_week = [voice for voice in voices if voice.filed_at >= week.start]
    many = len(of_week) >= VOICES_FROM
    heard = of_week if many else voices
    complaints = _themes(heard, COMPLAINTS, counted=many)
    praised = [voice for voice in of_week if is_praise(voice)]
    return Heard(
        texts=len(of_week),
        window=1 if many else WINDOW,
        themes=complaints,
        place=_themes(heard, PLACE, counted=many),
        quote=_typical(heard, complaints, turn=0 if many else week.number) if quotes else "",
        praised=len(praised),
        merits=_themes(praised, MERITS, counted=many),
        praise=_praise([v for v in praised if many or v.kind is Kind.PRAISE], officers, quotes=quotes),
    )


def reasons(tapped: Mapping[str, int], *, counted: bool) -> tuple[Theme, ...]:
    """The reasons that were tapped, most often first."""
    return _ranked({code: tapped.get(code, 0) for code in REASONS}, counted=counted)


def is_praise(voice: Voice) -> bool:
    """Praise without a complaint in it: thanks with a sting belong to the complaints."""
    if voice.sentiment == "tieu-cuc" or not set(COMPLAINTS + PLACE).isdisjoint(voice.tags):
        return False
    return voice.kind is Kind.PRAISE or not set(MERITS).isdisjoint(voice.tags)


def _themes(voices: Sequence[Voice], codes: Iterable[str], *, counted: bool) -> tuple[Theme, ...]:
    return _ranked({code: sum(code in voice.tags for voice in voices) for code in codes}, counted=counted)


def _typical(voices: Sequence[Voice], complaints: Sequence[Theme], *, turn: int) -> str:
    """A short text about the first complaint and little else; none with fewer than five to hide among."""
    first = {theme.code for theme in complaints[:1]}
    about = [voice for voice in voices if first & {*voice.tags} and voice.sentiment != "tich-cuc"]
    if len(voices) < VOICES_FROM or not about:
        return ""
    ranked = sorted(about, key=lambda voice: (len(voice.tags), abs(len(voice.words) - TYPICAL), voice.words))
    return shortened(ranked[turn % min(ROTATION, len(ranked))].words, QUOTED)


def _praise(voices: Sequence[Voice], officers: Mapping[int, Officer], *, quotes: bool) -> tuple[Praise, ...]:
    """Those that name an officer first, then the most readable.

    A letter of praise was written to be passed on; praise in other words comes here only when texts are many.
    """
    found = []
    for voice in voices:
        officer = officers.get(voice.officer_id) if voice.officer_id is not None else None
        words = shortened(voice.words, QUOTED) if quotes else ""
        found.append(Praise(words, officer.name if officer else "", voice.name if words else ""))
    told = [one for one in found if one.words or one.officer]
    return tuple(sorted(told, key=lambda one: (not one.officer, abs(len(one.words) - TYPICAL), one.words)))


def _ranked(counts: Mapping[str, int], *, counted: bool) -> tuple[Theme, ...]:
    said = sorted((code for code in counts if counts[code]), key=lambda code: -counts[code])
    return tuple(Theme(code, counts[code] if counted else None) for code in said)
