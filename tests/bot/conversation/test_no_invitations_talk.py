"""No more invitations, said in a talk that a ticket opened."""

import pytest

from feedback.invitation_requests import InvitationsRefused, RefuseInvitations
from feedback.requests import Refused
from feedback.ticket_requests import OpenTicket, TicketOpened
from feedback.wording import words
from tests.bot.conversation.talking import Person
from tests.support.builders import a_visit

CODE, MARK = "4K7M-3Q2X-9ABC", "ab" * 16


def lan(*, invited: bool = True, known: bool = True) -> Person:
    """Chị Lan, who typed the code of her paper."""
    opened = TicketOpened(a_visit(key="cd" * 16), invited=MARK if invited else "")
    person = Person(outcomes={OpenTicket: opened, RefuseInvitations: InvitationsRefused(known)})
    person.says(CODE)
    assert person.dialogue.step == "rate"
    return person


def answer_until(person: Person, step: str) -> None:
    """The last answer offered, which says the least, to each question before that step."""
    for _ in range(6):
        if person.dialogue.step == step:
            return
        person.taps(person.labels[-1])
    raise AssertionError(f"never came to {step}")


@pytest.mark.parametrize("said", ["TỪ CHỐI", "tu choi", "Từ chối lời mời", "không mời nữa", "đừng mời nữa"])
def test_lan_refuses_and_her_talk_goes_on(said: str) -> None:
    person = lan()
    person.says(said)
    assert person.asked[-1] == RefuseInvitations(MARK)
    assert words("vi").say("invite.refused") in person.text
    assert person.dialogue.step == "rate"
    assert person.heard[-1].choices
    person.says("5")
    assert person.dialogue.talk and person.dialogue.talk.level == 5


def test_after_the_rating_she_still_can() -> None:
    person = lan()
    person.says("5")
    answer_until(person, "consent")
    person.says("không mời nữa")
    assert RefuseInvitations(MARK) in person.asked


def test_after_a_second_code_that_was_used_the_first_invitation_can_still_be_refused() -> None:
    person = lan()
    person.says("5")
    answer_until(person, "consent")
    person.says("không đồng ý")
    person.outcomes[OpenTicket] = Refused("ticket.used")
    person.says("5K7M-3Q2X-9ABC").says("TỪ CHỐI")
    assert person.asked[-1] == RefuseInvitations(MARK)
    assert words("vi").say("invite.refused") in person.text


def test_where_the_number_is_gone_the_other_way_is_told() -> None:
    assert words("vi").say("invite.no_number") in lan(known=False).says("từ chối").text


def test_without_an_invitation_the_short_word_means_nothing_of_the_kind_and_the_long_one_tells_the_way() -> None:
    person = lan(invited=False)
    person.says("từ chối")
    assert words("vi").say("invite.how_to_refuse") not in person.text
    assert words("vi").say("invite.how_to_refuse") in person.says("từ chối lời mời").text
    assert not [one for one in person.asked if isinstance(one, RefuseInvitations)]


def test_at_the_consent_question_the_short_word_declines_it() -> None:
    person = lan()
    person.says("1")
    answer_until(person, "consent")
    person.says("từ chối")
    assert person.dialogue.step == "done"
    assert RefuseInvitations(MARK) not in person.asked


def test_in_english() -> None:
    person = lan()
    person.says("/ngonngu").says("English").says("unsubscribe")
    assert person.asked[-1] == RefuseInvitations(MARK)
    assert words("en").say("invite.refused") in person.text
