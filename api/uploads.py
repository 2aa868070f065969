"""Photos that come with a form: read in memory alone, made safe before anything of them is kept.

What a telephone wrote into the file (place, time, device) never reaches a disk of ours.
"""

import asyncio
from collections.abc import Sequence

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from api.guards import FORM_LIMIT, limited
from feedback.media import LARGEST_PHOTO, MOST_PHOTOS, Attached, PictureRefused, Trouble
from feedback.ports import Pictures

UPLOAD_LIMIT = 30 * 1024 * 1024
MOST_FILES = 4 * MOST_PHOTOS
"""What is beyond MOST_PHOTOS is said to be too many; beyond this, no person chose them."""

AT_ONCE = 4
READ_SECONDS = 120.0


class Uploads:
    """Reads large forms, a few at a time: each may take UPLOAD_LIMIT bytes of memory."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self._places = asyncio.Semaphore(AT_ONCE)

    async def fields(self, request: Request, *, most_fields: int) -> FormData:
        """The fields and files of a form. HTTPException for what is too large, too slow, or no form; 503 when too many
        large ones are under way."""
        length = request.headers.get("content-length", "0")
        if not length.isdecimal() or int(length) <= FORM_LIMIT:
            return await _read(limited(request, FORM_LIMIT), most_fields)
        if self._places.locked():
            raise HTTPException(503)
        async with self._places:
            return await _read(limited(request, UPLOAD_LIMIT), most_fields)

    async def attached(self, raw: Sequence[bytes]) -> tuple[Attached, ...]:
        """Each photo made safe, or why it could not be; those beyond the last place are not even opened."""
        looked = await asyncio.gather(*(self._attached(one) for one in raw[:MOST_PHOTOS]))
        return (*looked, *(Attached(trouble=Trouble.MANY) for _ in raw[MOST_PHOTOS:]))

    async def _attached(self, raw: bytes) -> Attached:
        try:
            return Attached(content=await self._pictures.clean(raw))
        except PictureRefused as refused:
            return Attached(trouble=refused.trouble)


async def photos_in(form: FormData) -> tuple[bytes, ...]:
    """The files that somebody chose; a browser sends an empty one where nobody did. Their names are not looked at."""
    files = [file for file in form.getlist("photo") if isinstance(file, UploadFile) and file.size]
    photos = [await file.read(LARGEST_PHOTO + 1) for file in files]
    await form.close()
    return tuple(photos)


class _InMemory(MultiPartParser):
    spool_max_size = UPLOAD_LIMIT


async def _read(request: Request, most_fields: int) -> FormData:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.form(max_fields=most_fields, max_part_size=FORM_LIMIT)
    stream = request.stream()
    parser = _InMemory(
        request.headers, stream, max_files=MOST_FILES, max_fields=most_fields, max_part_size=FORM_LIMIT
    )
    try:
        return await asyncio.wait_for(parser.parse(), READ_SECONDS)
    except MultiPartException as broken:
        raise HTTPException(400) from broken
    except ClientDisconnect as gone:
        raise HTTPException(400) from gone
    except TimeoutError as slow:
        raise HTTPException(408) from slow
