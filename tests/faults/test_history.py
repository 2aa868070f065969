"""The judgement itself: each promise, once kept and once broken."""

from dataclasses import replace

from tests.faults.history import Evidence, History, KeptLetter, Said, violations

LAN, SAU, HANH = "chat of chị Lan", "chat of bác Sáu", "chat of bà Hạnh"
VISIT = "the visit of chị Lan"
W45 = "an-binh:2026-W45"


def told(*said: tuple[Said, float, float | None]) -> History:
    """Each with the moment it was sent and, where there was one, that of its 200."""
    history = History()
    for one, sent, answered in said:
        history.said[one.update_id] = one
        history.note(sent, one.update_id, "invoke")
        history.note(answered or sent + 1, one.update_id, "unknown" if answered is None else "ok")
    return history


def rated(update_id: int, level: int | None = None, words: str = "") -> Said:
    return Said(update_id, LAN, VISIT, level, words)


def kept(*seen: int, **rest: object) -> Evidence:
    """The inbox, and a letter for each that arrived; `rest` says what else there is."""
    ordinary = Evidence(
        seen=[(str(update_id), "") for update_id in seen],
        letters=[KeptLetter(LAN, "sent")] * len(seen),
        arrived=[LAN] * len(seen),
    )
    return replace(ordinary, **rest)  # type: ignore[arg-type]


def digest(state: str, *, arrived: int, once: bool = True, platform_id: str = "7") -> Evidence:
    """One digest to bà Hạnh."""
    return Evidence(
        owed=frozenset({W45}),
        digests=[(W45, "stored")],
        letters=[KeptLetter(HANH, state, once, W45, platform_id)],
        arrived_digests=[(HANH, W45)] * arrived,
    )


def test_what_was_acknowledged_and_kept_breaks_nothing() -> None:
    history = told((rated(1), 0, 1), (rated(2, 5), 2, 3), (rated(3, words="Tốt"), 4, 5))
    assert violations(history, kept(1, 2, 3, ratings=[(VISIT, 5)], words=[(VISIT, "Tốt")])) == []


def test_an_acknowledged_update_that_is_gone_is_a_loss() -> None:
    assert violations(told((rated(1), 0, 1)), kept()) == ["I1 update 1 was acknowledged and is not in the inbox"]


def test_an_unacknowledged_update_may_be_there_or_not() -> None:
    history = told((rated(1, 4), 0, None))
    assert violations(history, kept()) == []
    assert violations(history, kept(1, ratings=[(VISIT, 4)])) == []


def test_an_update_may_not_be_seen_twice_or_come_from_nowhere() -> None:
    assert violations(told((rated(1), 0, 1)), kept(1, 1))[0] == "I2 update 1 is in the inbox 2 times"
    assert violations(told(), kept(9))[0] == "I2 update 9 was never sent"


def test_a_rating_may_not_vanish_double_or_appear() -> None:
    history = told((rated(1, 5), 0, 1))
    assert violations(history, kept(1)) == [f"I1 visit {VISIT} was rated and has no rating"]
    assert violations(history, kept(1, ratings=[(VISIT, 5)] * 2)) == [f"I2 visit {VISIT} has 2 ratings"]
    appeared = kept(1, ratings=[(VISIT, 5), ("another", 5)])
    assert violations(history, appeared) == ["I2 visit another was rated by nobody"]


def test_the_last_acknowledged_level_stands() -> None:
    history = told((rated(1, 5), 0, 1), (rated(2, 3), 2, 3))
    assert violations(history, kept(1, 2, ratings=[(VISIT, 3)])) == []
    old = violations(history, kept(1, 2, ratings=[(VISIT, 5)]))
    assert old == [f"I1 visit {VISIT} stands at [5], last acknowledged were [3]"]


def test_of_two_taps_at_once_either_may_be_the_last_and_nothing_older() -> None:
    history = told((rated(1, 1), 0, 1), (rated(2, 3), 2, 4), (rated(3, 4), 3, 5))
    for level in (3, 4):
        assert violations(history, kept(1, 2, 3, ratings=[(VISIT, level)])) == []
    assert len(violations(history, kept(1, 2, 3, ratings=[(VISIT, 1)]))) == 1


def test_a_tap_that_nobody_acknowledged_may_have_been_the_last() -> None:
    history = told((rated(1, 5), 0, 1), (rated(2, 3), 2, None))
    assert violations(history, kept(1, 2, ratings=[(VISIT, 3)])) == []
    assert violations(history, kept(1, ratings=[(VISIT, 5)])) == []


def test_words_are_filed_once_and_as_written() -> None:
    history = told((rated(1, words="Tốt"), 0, 2), (rated(2, words="Tốt"), 1, 3))
    assert violations(history, kept(1, 2, words=[(VISIT, "Tốt")])) == []
    assert violations(history, kept(1, 2)) == [f"I1 visit {VISIT} lost the words that were sent"]
    assert violations(history, kept(1, 2, words=[(VISIT, "Tốt")] * 2)) == [f"I2 visit {VISIT} has its words 2 times"]
    other = violations(history, kept(1, 2, words=[(VISIT, "Xấu")]))
    assert other == [f"I1 visit {VISIT} has other words than were sent"]
    assert "nobody sent" in violations(told(), kept(words=[(VISIT, "Tốt")]))[0]


def test_each_message_is_answered_at_least_once() -> None:
    history = told((rated(1), 0, 1))
    assert violations(history, kept(1, arrived=[LAN, LAN])) == []
    assert violations(history, kept(1, arrived=[])) == [f"I4 chat {LAN} got 0 of 1 answers"]
    unanswered = violations(history, kept(1, letters=[]))
    assert unanswered == [f"I2 chat {LAN} was written 0 answers to 1 messages"]


def test_a_digest_arrives_once_and_may_be_unknown() -> None:
    assert violations(told(), digest("sent", arrived=1)) == []
    assert violations(told(), digest("unknown", arrived=0)) == []
    assert violations(told(), digest("unknown", arrived=1)) == []
    assert violations(told(), digest("sent", arrived=2)) == [f"I3 digest {(HANH, W45)} arrived 2 times"]
    assert violations(told(), digest("sent", arrived=0)) == [f"I3 digest {W45} counts as sent and never arrived"]
    unnumbered = digest("sent", arrived=1, platform_id="")
    assert violations(told(), unnumbered) == [f"I3 digest {W45} counts as sent and never arrived"]


def test_a_digest_is_owed_until_it_is_stored() -> None:
    assert violations(told(), Evidence(owed=frozenset({W45}))) == [f"I3 digest {W45} stands as missing"]
    claimed = replace(digest("sent", arrived=1), digests=[(W45, "claimed")])
    assert violations(told(), claimed) == [f"I3 digest {W45} stands as ['claimed']"]
    twice = digest("sent", arrived=1)
    assert "has 2 letters" in violations(told(), replace(twice, letters=[*twice.letters] * 2))[0]
    stray = replace(digest("sent", arrived=1), letters=[])
    assert "arrived without a letter" in violations(told(), stray)[0]


def test_nothing_is_left_over() -> None:
    history = told((rated(1), 0, 1))
    waiting = kept(1, letters=[KeptLetter(LAN, "waiting")])
    assert violations(history, waiting) == [f"I4 a letter to {LAN} is left as waiting"]
    doubtful = kept(1, letters=[KeptLetter(LAN, "unknown")])
    assert violations(history, doubtful) == [f"I4 a letter to {LAN} is left as unknown"]
    assert violations(history, kept(1, unread=1)) == ["I4 1 texts were never read"]
    assert violations(history, kept(1, cases=(2, 1))) == ["I2 1 texts led to 2 cases"]
    assert violations(history, kept(1, integrity="page 3 is lost")) == ["I4 the database says page 3 is lost"]
    aside = kept(1, seen=[("1", "KeyError")])
    assert violations(history, aside) == ["I5 1 stands aside because of KeyError"]
