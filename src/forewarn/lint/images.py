"""Images that travel inside the mail, and the codes in them."""

from __future__ import annotations

import base64
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from forewarn.lint.findings import Where, shorten

if TYPE_CHECKING:
    from forewarn.lint.view.message import MailView

MAX_IMAGES = 12  # of one mail that are decoded; each takes some ten milliseconds
MAX_IMAGE_BYTES = 3_000_000  # of one image; larger ones are photographs
MAX_PIXELS = 6_000_000  # of one image once unpacked, against images made to fill memory
MIN_IMAGE_BYTES = 70  # a tracking pixel has no room for a code


def embedded_images(view: MailView) -> Iterator[tuple[Where, bytes]]:
    """Images inside the mail (parts and data: addresses) with their places, at most `MAX_IMAGES`."""
    count = 0
    for part in view.mail.parts() if view.mail else ():
        if part.content_type.startswith("image/") and MIN_IMAGE_BYTES <= len(part.content) <= MAX_IMAGE_BYTES:
            name = shorten(part.name or part.content_id or part.content_type, 80)
            yield Where(f"attachment {name}", part.line, 1, name), part.content
            count += 1
            if count >= MAX_IMAGES:
                return
    for body, image in view.images:
        if not image.src.lower().startswith("data:image/"):
            continue
        data = _data_address(image.src)
        if MIN_IMAGE_BYTES <= len(data) <= MAX_IMAGE_BYTES:
            yield body.at_source(image.offset, image.alt or "data: image"), data
            count += 1
            if count >= MAX_IMAGES:
                return


def _data_address(address: str) -> bytes:
    head, _, rest = address.partition(",")
    if not head.lower().endswith(";base64"):
        return unquote_to_bytes(rest)
    try:
        return base64.b64decode("".join(rest.split()) + "==")
    except ValueError:  # letters that are no base64; beyond ASCII it raises no binascii.Error
        return b""


def decode_codes(data: bytes) -> list[str]:
    """The contents of QR codes in an image; none where it is no readable image."""
    import zxingcpp  # both take 50 ms to import, and few mails carry images
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data)) as image:
                if image.width * image.height > MAX_PIXELS:
                    return []
                codes = zxingcpp.read_barcodes(image.convert("L"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return []
    return [
        code.text
        for code in codes
        if code.format in (zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.MicroQRCode)
    ]
