"""Pictures of strangers: only pixels come back, upright and small; hostile ones break nothing but their own process."""

import asyncio
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from feedback.media import LARGEST_KEPT, LARGEST_PHOTO, LONGEST_SIDE, MOST_PIXELS, PictureRefused, Trouble
from storage.pictures import PictureWorker, draw_anew

SECRETS = (b"CANARY", b"Exif", b"http://ns.adobe.com", b"ICC_PROFILE", b"<script>", b"PK\x03\x04")
RED, GREEN = (220, 20, 20), (20, 220, 20)


def a_picture(width: int = 64, height: int = 48, *, form: str = "JPEG", mode: str = "RGB", **how: object) -> bytes:
    """Red, with a green corner at the top left."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(GREEN, (0, 0, max(1, width // 2), max(1, height // 2)))
    file = BytesIO()
    picture.convert(mode).save(file, form, **how)
    return file.getvalue()


def a_telephones_photo() -> bytes:
    """Lying on its side, with all that a telephone writes into it."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0131], exif[0x0132], exif[0x0112] = "CANARY maker", "CANARY software", "2026:08:03 07:30:00", 6
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (16.0, 27.0, 49.0), "E", (107.0, 35.0, 26.0)
    notes = {"comment": b"CANARY comment", "xmp": b"<x>CANARY xmp http://ns.adobe.com</x>", "icc_profile": b"CANARY"}
    return a_picture(exif=exif, **notes)


def moving(form: str) -> bytes:
    file = BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, GREEN)]
    frames[0].save(file, form, save_all=True, append_images=frames[1:])
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def a_bomb(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels, and begins to bring them."""
    packed = zlib.compress(bytes(width // 8 + 1) * min(height, 100))
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def opened(drawn: bytes) -> Image.Image:
    picture = Image.open(BytesIO(drawn))
    picture.load()
    return picture


def looks_like(colour: tuple[int, int, int], seen: object) -> bool:
    assert isinstance(seen, tuple)
    return all(abs(a - b) < 40 for a, b in zip(colour, seen, strict=True))


async def test_of_a_telephones_photo_only_the_pixels_come_back_and_they_stand_upright() -> None:
    raw = a_telephones_photo()
    assert all(secret in raw for secret in (b"CANARY maker", b"CANARY comment", b"CANARY xmp"))
    drawn = await PictureWorker().clean(raw)
    picture = opened(drawn)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (48, 64))
    assert looks_like(GREEN, picture.getpixel((40, 5)))  # turned by a quarter, as the telephone meant it
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert [secret for secret in SECRETS if secret in drawn] == []


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        *(("JPEG", mode) for mode in ("L", "CMYK")),
        *(("PNG", mode) for mode in ("RGBA", "P", "LA", "1")),
        *(("WEBP", "RGBA"), ("MPO", "RGB")),
    ],
)
def test_every_kind_of_pixel_is_drawn(form: str, mode: str) -> None:
    assert opened(draw_anew(a_picture(form=form, mode=mode))).size == (64, 48)


def test_what_can_be_seen_through_is_drawn_on_white() -> None:
    file = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(file, "PNG")
    assert looks_like((255, 255, 255), opened(draw_anew(file.getvalue())).getpixel((10, 10)))


def test_a_large_photo_becomes_small_enough() -> None:
    noise = BytesIO()
    Image.effect_noise((3000, 2400), 200).convert("RGB").save(noise, "JPEG", quality=50)
    drawn = draw_anew(noise.getvalue())
    assert max(opened(drawn).size) <= LONGEST_SIDE
    assert len(drawn) <= LARGEST_KEPT


def test_what_is_hidden_behind_a_picture_stays_behind() -> None:
    drawn = draw_anew(a_picture() + b"PK\x03\x04<script>CANARY</script>")
    assert [secret for secret in SECRETS if secret in drawn] == []


def hostile() -> Iterator[tuple[str, bytes, Trouble]]:
    yield "nothing", b"", Trouble.UNREADABLE
    yield "a text under another name", b"\x89PNG it is not", Trouble.UNREADABLE
    yield "SVG", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", Trouble.UNREADABLE
    yield "cut short", a_picture(800, 600, quality=95)[:2000], Trouble.UNREADABLE
    yield "a format that is not on the list", a_picture(form="TIFF"), Trouble.UNREADABLE
    yield "moving GIF", moving("GIF"), Trouble.UNREADABLE
    yield "moving WebP", moving("WEBP"), Trouble.MOVING
    yield "moving PNG", moving("PNG"), Trouble.MOVING
    yield "sixty megapixels", a_picture(10_000, 6_000, quality=20), Trouble.PIXELS
    yield "one pixel more than allowed", a_bomb(MOST_PIXELS // 5 + 1, 5), Trouble.PIXELS
    yield "a bomb of 2.5 gigapixels", a_bomb(50_000, 50_000), Trouble.PIXELS
    yield "text that unpacks for ever", a_text_bomb(), Trouble.UNREADABLE
    yield "larger than a photo", a_picture().ljust(LARGEST_PHOTO + 1), Trouble.LARGE


def a_text_bomb() -> bytes:
    """A small PNG with a compressed note of thirty megabytes."""
    small = a_picture(form="PNG")
    return small[:33] + chunk(b"zTXt", b"note\0\0" + zlib.compress(bytes(1 << 25))) + small[33:]


@pytest.mark.parametrize(("raw", "trouble"), [pytest.param(raw, why, id=name) for name, raw, why in hostile()])
async def test_hostile_pictures_are_refused_by_name(raw: bytes, trouble: Trouble) -> None:
    with pytest.raises(PictureRefused) as refused:
        await PictureWorker().clean(raw)
    assert refused.value.trouble is trouble


async def test_a_decoder_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.pictures.sys.executable", "/bin/sleep")
    monkeypatch.setattr("storage.pictures._ARGUMENTS", ("60",))
    with pytest.raises(PictureRefused):
        await asyncio.wait_for(PictureWorker(deadline=0.2).clean(a_picture()), 10)


async def test_a_decoder_that_answers_too_much_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.pictures.sys.executable", "/usr/bin/head")
    monkeypatch.setattr("storage.pictures._ARGUMENTS", ("-c", str(LARGEST_KEPT + 1), "/dev/zero"))
    with pytest.raises(PictureRefused):
        await PictureWorker().clean(a_picture())
