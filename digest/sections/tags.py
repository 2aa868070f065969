"""What people complained about, by words and by taps; the place and the systems apart from the staff."""

from digest.facts import Facts
from digest.sections.passage import Passage, Say, item, themes

SHOWN = 4


def write(facts: Facts, say: Say) -> Passage | None:
    """Nothing when nobody complained."""
    heard = facts.heard
    lines = []
    if heard.place:
        lines.append(say("digest.tags.place", themes=themes(heard.place, "tag", say)))
    if facts.reasons:
        key = "reasons" if facts.score.is_of_week else "reasons_long"
        lines.append(say(f"digest.tags.{key}", reasons=themes(facts.reasons, "reason", say)))
    if not (heard.themes or lines):
        return None
    title = say("digest.tags.title" if heard.window == 1 else "digest.tags.title_long", weeks=heard.window)
    items = tuple(item(one, say) for one in heard.themes[:SHOWN])
    return Passage("tags", title=title, items=items, lines=tuple(lines))
