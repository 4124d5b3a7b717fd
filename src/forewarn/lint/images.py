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
    from PIL.Image import Image

    from forewarn.lint.view.message import MailView

MAX_IMAGES = 12  # of one mail that are decoded; each takes some ten milliseconds
MAX_IMAGE_BYTES = 3_000_000  # of one image; larger ones are photographs
MAX_PIXELS = 6_000_000  # of one image once unpacked, against images made to fill memory
MAX_FRAMES = 4  # of one animation; what moves past a reader is no code to be scanned
MIN_IMAGE_BYTES = 70  # a tracking pixel has no room for a code


def embedded_images(view: MailView) -> Iterator[tuple[Where, bytes]]:
    """Images inside the mail (parts and data: addresses) that have room for a code, with their places."""
    for part in view.mail.parts() if view.mail else ():
        if part.content_type.startswith("image/") and len(part.content) >= MIN_IMAGE_BYTES:
            name = shorten(part.name or part.content_id or part.content_type, 80)
            yield Where(f"attachment {name}", part.line, 1, name), part.content
    for body, image in view.images:
        if not image.src.lower().startswith("data:image/"):
            continue
        data = _data_address(image.src)
        if len(data) >= MIN_IMAGE_BYTES:
            yield body.at_source(image.offset, image.alt or "data: image"), data


def _data_address(address: str) -> bytes:
    head, _, rest = address.partition(",")
    if not head.lower().endswith(";base64"):
        return unquote_to_bytes(rest)
    try:
        return base64.b64decode("".join(rest.split()) + "==")
    except ValueError:  # letters that are no base64; beyond ASCII it raises no binascii.Error
        return b""


def decode_codes(data: bytes) -> list[str] | None:
    """The contents of QR codes in an image; None where it is broken or too large to be looked at."""
    import zxingcpp  # both take 50 ms to import, and few mails carry images
    from PIL import Image

    if len(data) > MAX_IMAGE_BYTES:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data)) as image:
                if image.width * image.height > MAX_PIXELS:
                    return None
                codes = [code for frame in _frames(image) for code in zxingcpp.read_barcodes(frame)]
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    kinds = (zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.MicroQRCode)
    return list(dict.fromkeys(code.text for code in codes if code.format in kinds))


def _frames(image: Image) -> Iterator[Image]:
    """The first pictures of an image in shades of grey, on white as mail programs show what is transparent."""
    from PIL import Image as images

    for number in range(min(getattr(image, "n_frames", 1), MAX_FRAMES)):
        image.seek(number)
        if image.mode in ("1", "L", "RGB", "CMYK", "YCbCr") and "transparency" not in image.info:
            yield image.convert("L")
        else:
            ground = images.new("RGBA", image.size, "white")
            yield images.alpha_composite(ground, image.convert("RGBA")).convert("L")
