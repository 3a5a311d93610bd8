"""What a printed page goes through before it is a picture again: made from real rendered pages."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from desktop_app.documents.render import page_png


def printed(pdf: bytes, page: int, dpi: float) -> Image.Image:
    """The page as a scanner of `dpi` sees it."""
    return Image.open(io.BytesIO(page_png(pdf, page, dpi=dpi))).convert("L")


def turned(picture: Image.Image, degrees: float) -> Image.Image:
    """Laid on the glass askew."""
    return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=235)


def creased(picture: Image.Image, across: float) -> Image.Image:
    """Folded once: a dark line with a bright edge at `across` of the width, and the half beside it darker."""
    wide, high = picture.size
    at = round(wide * across)
    marked = picture.copy()
    half = marked.crop((at, 0, wide, high)).point(lambda value: round(value * 0.82))
    marked.paste(half, (at, 0))
    pen = ImageDraw.Draw(marked)
    thick = max(1, wide // 900)
    pen.line([(at, 0), (at - wide // 150, high)], fill=120, width=thick)
    pen.line([(at + thick, 0), (at + thick - wide // 150, high)], fill=250, width=thick)
    return marked


def shadowed(picture: Image.Image) -> Image.Image:
    """A hand's shadow over the lower left, where the code is, and warm light elsewhere."""
    wide, high = picture.size
    shade = Image.new("L", (64, 64), 255)
    pen = ImageDraw.Draw(shade)
    pen.polygon([(0, 20), (40, 64), (0, 64)], fill=95)
    pen.rectangle((0, 44, 12, 64), fill=140)
    soft = shade.filter(ImageFilter.GaussianBlur(6)).resize((wide, high), Image.Resampling.BICUBIC)
    return ImageChops.multiply(picture, soft)


def stapled(picture: Image.Image) -> Image.Image:
    """The upper left corner folded over and a staple through it."""
    wide, high = picture.size
    marked = picture.copy()
    pen = ImageDraw.Draw(marked)
    corner = round(min(wide, high) * 0.12)
    pen.polygon([(0, 0), (corner, 0), (0, corner)], fill=205)
    pen.line([(corner, 0), (0, corner)], fill=90, width=max(1, wide // 700))
    pen.line([(corner // 2, corner // 3), (corner, corner // 2)], fill=60, width=max(2, wide // 500))
    return marked


def photographed(picture: Image.Image, seed: int = 1) -> Image.Image:
    """By hand from above: in perspective, a little blurred, grainy, on a dark table, saved as JPEG."""
    dice = random.Random(seed)
    wide, high = picture.size
    edge = 0.05
    corners = [
        (-edge * wide, -edge * high),
        (-edge * wide * 0.6, high * (1 + edge)),
        (wide * (1 + edge), high * (1 + edge * 0.7)),
        (wide * (1 + edge * 1.2), -edge * high * 0.8),
    ]
    seen = picture.transform(
        (wide, high),
        Image.Transform.QUAD,
        [value for corner in corners for value in corner],
        Image.Resampling.BICUBIC,
        fillcolor=60,
    )
    seen = seen.filter(ImageFilter.GaussianBlur(max(wide, high) / 4200))
    return again(grainy(seen, 18, dice), 70)


def grainy(picture: Image.Image, much: float, dice: random.Random) -> Image.Image:
    """With the noise of a poor sensor, the same for the same `dice`."""
    wide, high = picture.size
    grain = Image.frombytes(
        "L", (256, 256), bytes(min(255, max(0, round(dice.gauss(128, much)))) for _ in range(1 << 16))
    )
    whole = Image.new("L", (wide, high))
    for x in range(0, wide, 256):
        for y in range(0, high, 256):
            whole.paste(grain.transpose(Image.Transpose(dice.randrange(7))), (x, y))
    return ImageChops.add(picture, whole, 1, -128)


def again(picture: Image.Image, quality: int = 60) -> Image.Image:
    """Through a JPEG file."""
    return Image.open(io.BytesIO(jpeg(picture, quality)))


def jpeg(picture: Image.Image, quality: int = 75) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def as_pdf(*pictures: Image.Image, dpi: int = 150) -> bytes:
    """Scans in one PDF, as office scanners save them."""
    out = io.BytesIO()
    first, *others = [picture.convert("L") for picture in pictures]
    first.save(out, "PDF", save_all=True, append_images=others, resolution=dpi)
    return out.getvalue()


def with_code_of(picture: Image.Image, other: Image.Image) -> Image.Image:
    """The lower left of another page, where its code stands, glued onto this one."""
    wide, high = picture.size
    box = (0, round(high * 0.74), round(wide * 0.16), round(high * 0.99))
    glued = picture.copy()
    glued.paste(other.crop(box), box[:2])
    return glued
