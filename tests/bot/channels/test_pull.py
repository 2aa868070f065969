"""Web page, tablet and terminal keep the contract of channels that are fetched from."""

import pytest

from bot.channels.pull import Pull
from homthu.wiring import PULL
from tests.bot.channels.contract import ClosedContract, PullContract, only_loopback

__all__ = ["only_loopback"]


@pytest.mark.parametrize("channel", PULL.values(), ids=PULL)
class TestPull(ClosedContract, PullContract):
    @pytest.fixture
    def channel(self, channel: Pull) -> Pull:
        """Given by the parameter."""
        return channel


def test_each_stands_in_the_wiring_under_its_own_name() -> None:
    assert all(channel.name == name for name, channel in PULL.items())
