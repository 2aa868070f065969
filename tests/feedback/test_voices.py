"""Two hundred behind one case: each speaks for itself, and nobody closes it for the others."""

import random
from contextlib import suppress
from dataclasses import dataclass, field, replace

import pytest

from feedback.case_life import Event, Result, State
from feedback.case_requests import ResultHeard, TellResult
from feedback.chance import Chance
from feedback.errors import TooLate
from feedback.handling import handle_case, read_held
from feedback.requests import AnswerCase, FeedbackStatus
from feedback.results import close_silent, hear_result
from feedback.retention import erase_my_data
from feedback.verdicts import Voices
from storage.maintenance import Database
from tests.support.builders import a_filed, later
from tests.support.casework import link
from tests.support.cast import AN_BINH, HANH, NOW
from tests.support.copies import LATE, SAME, Says, files, sends, tag, the_case, three_send

ANSWER = "Trung tâm đã nhắc cán bộ mở cửa đúng giờ."
THREE = ("lan", "sau", "ba")


async def says(database: Database, who: str, *, solved: bool, days: float = 1) -> ResultHeard:
    """By the button below the answer."""
    code = (await the_case(database)).code
    async with database.transact() as tx:
        heard = await hear_result(tx, TellResult(solved, code=code), chat=tag(who), now=later(days=days))
    assert isinstance(heard, ResultHeard)
    return heard


async def answers(database: Database, *, days: float = 0) -> None:
    async with database.transact() as tx:
        code = (await tx.cases.visible(HANH))[0].code
        await handle_case(tx, AnswerCase(HANH, code, ANSWER), now=later(days=days))


async def three_are_answered(database: Database) -> list[str]:
    receipts = await three_send(database)
    await answers(database)
    return receipts


async def shown(database: Database, receipt: str) -> FeedbackStatus:
    async with database.reading() as tx:
        status = await tx.feedback.status(receipt)
    assert status is not None
    return status


async def voices(database: Database) -> Voices:
    async with database.reading() as tx:
        return await tx.verdicts.told(AN_BINH.id, start=later(days=-1), end=later(days=60))


async def test_one_who_says_solved_closes_it_for_nobody_else(database: Database) -> None:
    lan, sau, _ = await three_are_answered(database)
    assert (await says(database, "lan", solved=True)).together
    case = await the_case(database)
    assert (case.state, case.result) == (State.ANSWERED, Result.OPEN)
    assert [(await shown(database, one)).result for one in (lan, sau)] == [Result.SOLVED, Result.OPEN]
    assert await voices(database) == Voices(3, 1)


async def test_all_of_them_together_close_it_as_verified(database: Database) -> None:
    await three_are_answered(database)
    told = [await says(database, who, solved=True) for who in THREE]
    assert [one.together for one in told] == [True, True, False]
    case = await the_case(database)
    assert (case.state, case.result) == (State.CLOSED, Result.SOLVED)
    async with database.reading() as tx:
        lines = [one.what for one in await tx.cases.timeline(case.id)]
    assert lines == [Event.ANSWERED, Event.SOLVED]


async def test_one_no_opens_it_again_and_what_the_others_said_was_of_the_answer_before(database: Database) -> None:
    lan, sau, ba = await three_are_answered(database)
    await says(database, "lan", solved=True)
    assert not (await says(database, "ba", solved=False)).solved
    assert ((await the_case(database)).state, (await the_case(database)).reopened) == (State.NEW, 1)
    stands = [await shown(database, one) for one in (lan, sau, ba)]
    assert [one.said_no for one in stands] == [False, False, True]
    assert [one.result for one in stands] == [Result.OPEN] * 3
    await answers(database, days=2)
    assert [(await shown(database, one)).result for one in (lan, sau, ba)] == [Result.OPEN] * 3
    for who in THREE:
        await says(database, who, solved=True, days=3)
    assert (await the_case(database)).result is Result.SOLVED


async def test_whoever_says_no_after_another_is_written_down_and_nothing_else_follows(database: Database) -> None:
    lan, sau, _ = await three_are_answered(database)
    await says(database, "ba", solved=False)
    again = await the_case(database)
    first, second = [await says(database, "lan", solved=False) for _ in range(2)]
    assert (first.together, second.together) == (True, False)  # the second time it was said before by Lan too
    assert await the_case(database) == again
    assert [(await shown(database, one)).said_no for one in (lan, sau)] == [True, False]


async def test_silence_of_one_closes_it_unverified_and_keeps_what_the_others_said(database: Database) -> None:
    lan, sau, _ = await three_are_answered(database)
    await says(database, "lan", solved=True)
    assert await close_silent(database, now=later(days=30)) == 1
    assert ((await the_case(database)).state, (await the_case(database)).result) == (State.CLOSED, Result.SILENT)
    assert [(await shown(database, one)).result for one in (lan, sau)] == [Result.SOLVED, Result.SILENT]
    assert await voices(database) == Voices(3, 1)


async def test_whoever_erases_their_words_no_longer_counts_nor_is_waited_for(database: Database) -> None:
    await three_are_answered(database)
    await says(database, "lan", solved=True)
    async with database.transact() as tx:
        for who in ("lan", "sau"):
            await erase_my_data(tx, chat=tag(who), now=later(days=1))
    assert await voices(database) == Voices(1, 0)
    assert not (await says(database, "ba", solved=True)).together
    assert (await the_case(database)).result is Result.SOLVED


async def test_a_paper_slip_speaks_by_its_receipt(database: Database) -> None:
    await sends(database, "lan")
    slips = [replace(a_filed(SAME[0]), chat="", channel="phieu-giay") for _ in range(2)]
    async with database.transact() as tx:
        for slip in slips:
            await tx.feedback.file(slip)
    await read_held(database, Says(LATE), now=NOW, chance=Chance())
    await answers(database)
    async with database.transact() as tx:
        for slip in slips:
            await hear_result(tx, TellResult(True, receipt=slip.receipt), chat=tag("whoever"), now=NOW)
    assert await voices(database) == Voices(3, 2)
    assert (await the_case(database)).result is Result.OPEN


async def test_a_line_that_is_cut_takes_no_word_back(database: Database) -> None:
    lan, sau, _ = await three_are_answered(database)
    await says(database, "lan", solved=True)
    case = await the_case(database)
    async with database.transact() as tx:
        (voice,) = await tx.lines.voices_of(tag("lan"))
        assert voice.case_id == case.id
        await tx.lines.cut(voice, on=NOW.date())
    assert [(await shown(database, one)).result for one in (lan, sau)] == [Result.SOLVED, Result.OPEN]
    assert await voices(database) == Voices(3, 1)
    for who in ("sau", "ba"):
        await says(database, who, solved=True)
    assert (await the_case(database)).result is Result.SOLVED


async def test_words_sent_twice_are_one_voice(database: Database) -> None:
    await sends(database, "lan")
    second = await sends(database, "lan")
    await answers(database)
    async with database.transact() as tx:
        await hear_result(tx, TellResult(True, receipt=second), chat=tag("another"), now=NOW)
    assert (await the_case(database)).result is Result.SOLVED


@dataclass
class Model:
    """What must be so, in the plainest words."""

    alive: set[str]
    said: dict[str, bool] = field(default_factory=dict)  # of the present answer
    state: State = State.NEW
    solved: bool = False

    def speaks(self, who: str, *, solved: bool) -> None:
        if who not in self.alive or self.state not in (State.ANSWERED, State.CLOSED):
            return
        if not solved:
            self.said, self.state, self.solved = {}, State.NEW, False
            return
        self.said[who] = True
        if all(self.said.get(one) for one in self.alive):
            self.state, self.solved = State.CLOSED, True

    def leaves(self, who: str) -> None:
        if who in self.alive:
            self.alive.discard(who)
            self.said.pop(who, None)
            if not self.alive and self.state is State.NEW:
                self.state = State.WITHDRAWN


@pytest.mark.parametrize("seed", range(8))
async def test_whatever_they_say_in_whatever_order_each_speaks_for_itself(database: Database, seed: int) -> None:
    draw = random.Random(seed)
    people = [f"người {number}" for number in range(draw.randint(2, 4))]
    async with database.transact() as tx:
        await link(tx, HANH)
    receipts = {}
    for who in people:
        receipts[who] = (await files(database, who)).receipt
    await read_held(database, Says(LATE), now=NOW, chance=Chance())
    model = Model(set(people))
    for turn in range(20):
        waits = model.state is State.NEW and draw.random() < 0.7
        act, who = "answer" if waits else draw.choice(("yes", "yes", "yes", "no", "leave")), draw.choice(people)
        if act == "answer":
            await answers(database, days=turn / 10)
            model.state = State.ANSWERED
        elif act == "leave" and draw.random() < 0.3:
            async with database.transact() as tx:
                await erase_my_data(tx, chat=tag(who), now=later(days=turn / 10))
            model.leaves(who)
        elif act in ("yes", "no"):
            with suppress(TooLate):
                await says(database, who, solved=act == "yes", days=turn / 10)
            model.speaks(who, solved=act == "yes")
        case = await the_case(database)
        assert (case.state, case.result is Result.SOLVED) == (model.state, model.solved), (turn, act, who)
        for one in model.alive:
            own = (await shown(database, receipts[one])).result is Result.SOLVED
            assert own == (model.solved or model.said.get(one, False)), (turn, act, who, one)
        if model.state in (State.ANSWERED, State.CLOSED):
            assert await voices(database) == Voices(len(model.alive), len(model.said))
    await close_silent(database, now=later(days=60))
    agreed = bool(model.alive) and all(model.said.get(one) for one in model.alive)
    if model.state is State.ANSWERED:
        assert (await the_case(database)).result is (Result.SOLVED if agreed else Result.SILENT)


@pytest.mark.parametrize(("yes", "left"), [(("lan", "sau"), Result.SOLVED), (("lan",), Result.SILENT)])
async def test_who_held_out_and_erased_their_words_leaves_the_yes_of_the_others(
    database: Database, yes: tuple[str, ...], left: Result
) -> None:
    await three_are_answered(database)
    for who in yes:
        await says(database, who, solved=True)
    async with database.transact() as tx:
        await erase_my_data(tx, chat=tag("ba"), now=later(days=2))
    assert (await the_case(database)).state is State.ANSWERED  # at once it would tell whose words went
    assert await close_silent(database, now=later(days=30)) == 1
    assert ((await the_case(database)).state, (await the_case(database)).result) == (State.CLOSED, left)
