"""One journey through every door, beside each other: a row for each step, a column for each door, nothing shortened."""

from collections.abc import Iterator, Mapping, Sequence

from feedback.canonical import comparable
from homthu.transcript import spoken
from tests.journeys.doors.door import Shown
from tests.journeys.doors.house import Step
from tests.support.cast import DIRECTORY

TITLES = {
    "console": "Cửa sổ lệnh",
    "telegram": "Telegram",
    "zalo-oa": "Zalo OA",
    "zalo-bot": "Zalo Bot",
    "web": "Trang web (không JavaScript)",
}
LEGEND = """\
> ▸ việc người ấy làm ở cửa này: [nút] đã bấm, ☑ ô đã đánh dấu, ▭ chữ viết vào ô, còn lại là chữ gõ. ✎ tin cũ đổi thành.
> (Tên) người khác thấy. Cột trang web là phần chính của trang sau bước ấy; cán bộ ở cột này dùng Telegram.
> ∅ cửa này không có việc ấy.
"""


def table(name: str, steps: Mapping[str, Sequence[Step]], left_out: Mapping[str, str]) -> str:
    """The whole file. `steps` holds the same lines for each door, `left_out` why a door has no column."""
    doors, names = list(steps), _names(next(iter(steps.values())))
    rows = [f"| bước | {' | '.join(TITLES[door] for door in doors)} |", "|---" * (len(doors) + 1) + "|"]
    for at_each in zip(*steps.values(), strict=True):
        line = at_each[0].line
        if line.name == "#":
            rows.append(f"| *{_safe(line.text.lstrip('# '))}* |" + " |" * len(doors))
        else:
            rows.append(f"| **{_safe(spoken(line))}** | {' | '.join(_cell(step, names) for step in at_each)} |")
    missing = [f"Không có cột {TITLES[door]}: {why}\n" for door, why in left_out.items()]
    return "\n".join([f"# {name}\n", *missing, LEGEND, *rows]) + "\n"


def _names(steps: Sequence[Step]) -> Mapping[str, str]:
    """How the script spells whoever it knows by code."""
    staff = {officer.code: officer.name.split()[-1] for officer in DIRECTORY.officers.values()}
    return staff | {comparable(step.line.name): step.line.name for step in steps}


def _cell(step: Step, names: Mapping[str, str]) -> str:
    return "<br>".join(_safe(line) for line in _lines(step, names))


def _lines(step: Step, names: Mapping[str, str]) -> Iterator[str]:
    """What was done, what came of it there, then what others saw."""
    if step.missing:
        yield "∅"
    elif step.did:
        yield f"▸ {step.did}"
    for who, shown in sorted(step.seen, key=lambda one: one[0] != step.who):
        yield from _message(shown, "" if who == step.who else f"({names[who]}) ")


def _message(shown: Shown, reader: str) -> Iterator[str]:
    first, *rest = (line for line in shown.text.split("\n") if line.strip())
    yield f"{reader}{'✎ ' if shown.changed else ''}{first}"
    yield from rest
    if shown.buttons:
        yield " ".join(f"[{label}]" for label in shown.buttons)


def _safe(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("\n", "<br>")
