"""Another site may not speak for a citizen; an old telephone may speak for itself."""

import httpx
import pytest

from tests.api.conftest import a_client
from tests.api.fakes import FakeReception, an_app

FORM = {"message_id": "m", "choice": "t:rate:1"}


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site", "origin": "null"},
        {"sec-fetch-site": "same-site", "origin": "https://other.homthu.test"},
        {"origin": "https://evil.example"},
        {"origin": "http://homthu.test.evil.example"},
        {"origin": "http://homthu.test:8080"},
        {"origin": "nonsense"},
    ],
)
@pytest.mark.parametrize("path", ["/q/an-binh-1", "/tra-cuu"])
async def test_a_form_posted_by_another_site_is_refused(
    lan: httpx.AsyncClient, reception: FakeReception, headers: dict[str, str], path: str
) -> None:
    page = await lan.post(path, data=FORM, headers=headers)
    assert page.status_code == 403
    assert "từ một trang khác" in page.text
    assert reception.heard == []


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin", "origin": "null"},
        {"sec-fetch-site": "none"},
        {"origin": "http://homthu.test"},
        {"origin": "null"},
        {},
    ],
)
async def test_our_own_forms_get_in_from_new_and_old_browsers(
    lan: httpx.AsyncClient, reception: FakeReception, headers: dict[str, str]
) -> None:
    page = await lan.post("/q/an-binh-1", data=FORM, headers=headers)
    assert page.status_code == 200
    assert reception.heard[-1].choice == "t:rate:1"


async def test_behind_a_proxy_the_public_address_counts(
    reception: FakeReception,
) -> None:
    app = an_app(reception, public_url="https://gopy.an-binh.gov.vn")
    async with a_client(app, url="http://10.0.0.7:8000") as lan:
        page = await lan.post("/q/an-binh-1", data=FORM, headers={"origin": "https://gopy.an-binh.gov.vn"})
    assert page.status_code == 200


@pytest.mark.parametrize("length", ["-1", "many", "65537"])
async def test_a_length_that_is_too_great_or_no_number_is_refused_unread(
    lan: httpx.AsyncClient, reception: FakeReception, length: str
) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded", "content-length": length}
    refused = await lan.post("/q/an-binh-1", content=b"message_id=m&choice=c", headers=kind)
    assert refused.status_code == 413
    assert reception.heard == []
