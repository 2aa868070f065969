"""The codes of RFC 6238, one step of time before and after included, and what a telephone scans."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from pyotp import TOTP

from api.second_factor import Totp

RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
NOW = datetime(2026, 8, 3, 0, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_the_vectors_of_the_standard(at: int, code: str) -> None:
    assert Totp().step(RFC, code, now=datetime.fromtimestamp(at, UTC)) == at // 30


@pytest.mark.parametrize(("seconds", "counts"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_one_step_before_and_after(seconds: int, counts: bool) -> None:
    at = NOW + timedelta(seconds=seconds)
    found = Totp().step(RFC, TOTP(RFC).at(at), now=NOW)
    assert found == (int(at.timestamp()) // 30 if counts else None)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "²²²²²²", "      "])
def test_what_is_no_code_is_none(code: str) -> None:
    assert Totp().step(RFC, code, now=NOW) is None


def test_the_address_for_the_telephone_and_fresh_secrets() -> None:
    totp = Totp()
    secret = totp.new_secret()
    assert secret != totp.new_secret()
    address = urlsplit(totp.address(secret, name="hanh", issuer="Hòm Thư"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert parse_qs(address.query)["secret"] == [secret]
