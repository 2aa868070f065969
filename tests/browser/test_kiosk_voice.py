"""The tablet reads aloud for who cannot read: only when asked, only with a voice of its own, never what was tapped."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.kiosk import LEVELS, TABLET, Desk, a_desk, open_tablet, rate
from tests.support.databases import SqliteTemplate

pytestmark = pytest.mark.browser

VOICES = """(voices) => {
  window.spoken = [];
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => voices, cancel() {}, addEventListener() {},
    speak(said) { window.spoken.push([said.lang, said.text]); },
  }});
}"""


@pytest.fixture(scope="module")
def ward(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Quầy 1 with a tablet, for all tests of this file."""
    with a_desk(sqlite_template, tmp_path_factory.mktemp("ward")) as desk:
        yield desk


@pytest.fixture
def desk(ward: Desk) -> Desk:
    """The same, before anybody came."""
    ward.clear()
    return ward


@pytest.fixture
def tablet(browser: Browser) -> Iterator[BrowserContext]:
    """A tablet of 1280 × 800."""
    context = browser.new_context(**TABLET)
    context.set_default_timeout(20_000)
    yield context
    context.close()


def test_a_voice_on_the_device_reads_the_screen_when_asked_and_never_by_itself(
    tablet: BrowserContext, desk: Desk
) -> None:
    tablet.add_init_script(f"({VOICES})([{{ lang: 'vi-VN', localService: true }}])")
    page = open_tablet(tablet, desk, clock=True)
    rate(page, 1)
    assert page.evaluate("window.spoken") == []
    page.get_by_role("button", name="Nghe đọc").tap()
    spoken = page.evaluate("window.spoken")
    assert spoken[0] == ["vi-VN", "Điều gì nên làm tốt hơn?"]
    assert ["vi-VN", "Thái độ"] in spoken
    assert not [text for _, text in spoken if text in LEVELS.values()]


@pytest.mark.parametrize(
    "voices", ["[]", "[{ lang: 'vi-VN', localService: false }]", "[{ lang: 'fr-FR', localService: true }]"]
)
def test_without_a_voice_of_its_own_the_tablet_offers_none(tablet: BrowserContext, desk: Desk, voices: str) -> None:
    tablet.add_init_script(f"({VOICES})({voices})")
    page = open_tablet(tablet, desk)
    expect(page.locator("#listen")).to_be_hidden()
