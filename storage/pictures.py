"""Pictures of strangers, decoded and drawn anew behind a wall: a subprocess for each, with little memory and time.

Only pixels come back. Place, time, device, thumbnails and whatever else was hidden in the file stay behind, and what
breaks the decoder breaks a process that holds nothing.
"""

import asyncio
import os
import resource
import sys
import warnings
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from feedback.media import LARGEST_KEPT, LARGEST_PHOTO, LONGEST_SIDE, MOST_PIXELS, PictureRefused, Trouble

DEADLINE = 30.0
AT_ONCE = 2
FORMATS = ("JPEG", "PNG", "WEBP")
STATUS = {Trouble.UNREADABLE: 10, Trouble.PIXELS: 11, Trouble.MOVING: 12}
QUALITIES = (85, 75, 60)

_ROOT = Path(__file__).resolve().parents[1]
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TZ")  # the child needs no setting and no key of the service
# -P: the folder where the service was started must not put its own modules before ours.
_ARGUMENTS = ("-P", "-m", "storage.pictures")
_MEMORY = 768 * 1024 * 1024  # 25 megapixels with transparency, turned and made smaller, take two thirds of it
_CPU_SECONDS = 20


class PictureWorker:
    """The Pictures of `feedback/media_ports.py`."""

    def __init__(self, *, deadline: float = DEADLINE) -> None:
        self._deadline = deadline
        self._places = asyncio.Semaphore(AT_ONCE)

    async def clean(self, raw: bytes) -> bytes:
        """A JPEG of at most LARGEST_KEPT bytes. Raises PictureRefused."""
        if len(raw) > LARGEST_PHOTO:
            raise PictureRefused(Trouble.LARGE)
        async with self._places:
            child = await _start()
            try:
                drawn, _ = await asyncio.wait_for(child.communicate(raw), self._deadline)
            except (TimeoutError, ConnectionError) as error:
                raise PictureRefused(Trouble.UNREADABLE) from error
            finally:
                await _end(child)
        if child.returncode or not 0 < len(drawn) <= LARGEST_KEPT:
            told = (trouble for trouble, status in STATUS.items() if status == child.returncode)
            raise PictureRefused(next(told, Trouble.UNREADABLE))
        return drawn


def draw_anew(raw: bytes) -> bytes:
    """What the child does. Raises PictureRefused, or whatever a decoder raises at damage."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(BytesIO(raw), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise PictureRefused(Trouble.PIXELS)
        # A JPEG with several pictures in it is a telephone's: the first one is the photo.
        if getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO":
            raise PictureRefused(Trouble.MOVING)
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        small = ImageOps.exif_transpose(picture)
        small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return _as_jpeg(_on_white(small))


def _on_white(picture: Image.Image) -> Image.Image:
    """Pixels alone, on a new sheet: no profile, no comment, nothing that hangs on to the picture."""
    sheet = Image.new("RGB", picture.size, "white")
    clear = picture.has_transparency_data
    sheet.paste(picture.convert("RGBA" if clear else "RGB"), mask=picture.convert("RGBA") if clear else None)
    return sheet


def _as_jpeg(sheet: Image.Image) -> bytes:
    """As good as fits."""
    while True:
        for quality in QUALITIES:
            drawn = BytesIO()
            sheet.save(drawn, "JPEG", quality=quality, optimize=True)
            if drawn.tell() <= LARGEST_KEPT:
                return drawn.getvalue()
        sheet = sheet.resize((max(1, sheet.width * 3 // 4), max(1, sheet.height * 3 // 4)))


async def _start() -> Process:
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return await asyncio.create_subprocess_exec(
        sys.executable, *_ARGUMENTS,
        stdin=PIPE, stdout=PIPE, stderr=DEVNULL,
        env={**kept, "PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"},
        start_new_session=True,  # an interrupt in the terminal is the parent's to answer
    )  # fmt: skip


async def _end(child: Process) -> None:
    if child.returncode is None:
        with suppress(ProcessLookupError):  # it may end by itself in this moment
            child.kill()
        await child.wait()


def _confine() -> None:
    if sys.platform == "linux":  # elsewhere the kernel does not keep to it, or refuses the number
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes into its pipe and nowhere else


def _main() -> int:
    _confine()
    warnings.simplefilter("error")  # Pillow only warns of twice too many pixels
    try:
        drawn = draw_anew(sys.stdin.buffer.read(LARGEST_PHOTO + 1))
    except PictureRefused as refused:
        return STATUS[refused.trouble]
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return STATUS[Trouble.PIXELS]
    except Exception:  # noqa: BLE001 (whatever a decoder raises, the file is no picture for us)
        return STATUS[Trouble.UNREADABLE]
    sys.stdout.buffer.write(drawn)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(_main())
