"""Drawn KTP and KK of invented people, for the demo city and the tests: every one says CONTOH.

They are drawings, not imitations: own layout and colours, a silhouette in place of a photograph, no seal.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFont

from desktop_app.domain import region, values
from desktop_app.domain.fields import FIELDS

CARD: Final = (820, 518)
"""Pixels of a KTP, in the proportions of the card (85.6 x 54 mm)."""
SHEET: Final = (1100, 778)
"""Pixels of a KK, A4 across."""
_INK: Final = "#1F2733"
_Colour = tuple[int, int, int]


def id_card(person: Mapping[str, Any]) -> bytes:
    """A KTP as JPEG, cropped to its edges. The same person gives the same bytes."""
    card = _ground(CARD, (214, 232, 240), (190, 214, 230))
    draw = ImageDraw.Draw(card)
    place = region.by_code(str(person.get("kelurahan_kode") or ""))
    draw.text((CARD[0] / 2, 32), "PROVINSI JAWA BARAT", _INK, _font(25, bold=True), "mm")
    draw.text((CARD[0] / 2, 61), "KOTA DEPOK", _INK, _font(25, bold=True), "mm")
    draw.text((30, 106), "NIK", _INK, _font(27, bold=True), "lm")
    draw.text((150, 106), str(person.get("nik") or ""), _INK, _font(30, bold=True), "lm")
    lines = (
        ("Nama", _text(person, "nama")),
        (
            "Tempat/Tgl Lahir",
            f"{_text(person, 'tempat_lahir')}, {values.show_date(person.get('tanggal_lahir'))}",
        ),
        ("Jenis Kelamin", _choice(person, "jenis_kelamin")),
        ("Alamat", _text(person, "alamat")),
        ("   RT/RW", f"{person.get('rt') or '-'}/{person.get('rw') or '-'}"),
        ("   Kel/Desa", place.name.upper() if place else ""),
        ("   Kecamatan", place.kecamatan.upper() if place else ""),
        ("Status Perkawinan", _choice(person, "status_kawin")),
        ("Kewarganegaraan", "WNI"),
    )
    for number, (label, text) in enumerate(lines):
        y = 154 + number * 37
        draw.text((30, y), label, _INK, _font(20), "lm")
        _fit(draw, (224, y), f": {text}", 20, CARD[0] - 224 - (210 if number > 0 else 20))
    _silhouette(draw, (640, 168), (82, 104, 148) if person.get("jenis_kelamin") == "L" else (176, 82, 72))
    draw.text((720, 404), "KOTA DEPOK", _INK, _font(17), "mm")
    return _jpeg(_stamped(card, 120))


def family_card(person: Mapping[str, Any]) -> bytes:
    """A Kartu Keluarga with this one person on it, as JPEG."""
    sheet = _ground(SHEET, (246, 249, 244), (232, 240, 228))
    draw = ImageDraw.Draw(sheet)
    place = region.by_code(str(person.get("kelurahan_kode") or ""))
    draw.text((SHEET[0] / 2, 52), "KARTU KELUARGA", _INK, _font(40, bold=True), "mm")
    draw.text((SHEET[0] / 2, 96), f"No. {person.get('no_kk') or ''}", _INK, _font(30, bold=True), "mm")
    head = (
        ("Nama Kepala Keluarga", _text(person, "nama")),
        ("Alamat", _text(person, "alamat")),
        ("RT/RW", f"{person.get('rt') or '-'}/{person.get('rw') or '-'}"),
        ("Kode Pos", str(person.get("kode_pos") or "")),
        ("Kelurahan", place.name.upper() if place else ""),
        ("Kecamatan", place.kecamatan.upper() if place else ""),
    )
    for number, (label, text) in enumerate(head):
        x, y = (40, 150 + number * 32) if number < 4 else (680, 150 + (number - 4) * 32)
        draw.text((x, y), label, _INK, _font(19), "lm")
        _fit(draw, (x + (230 if number < 4 else 130), y), f": {text}", 19, 380 if number < 4 else 260)
    cells = (
        ("No", "1", 40), ("Nama Lengkap", _text(person, "nama"), 90),
        ("NIK", str(person.get("nik") or ""), 420),
        ("L/P", str(person.get("jenis_kelamin") or ""), 640),
        ("Tempat, Tgl Lahir",
         f"{_text(person, 'tempat_lahir')}, {values.show_date(person.get('tanggal_lahir'))}", 700),
        ("Status", _choice(person, "status_kawin"), 930),
    )  # fmt: skip
    ends = [x for _, _, x in cells[1:]] + [SHEET[0] - 40]
    for line in range(7):
        y = 310 + line * 44
        draw.line((40, y, SHEET[0] - 40, y), "#8A948C", 2)
    for (title, text, x), end in zip(cells, ends, strict=True):
        draw.line((x, 310, x, 574), "#8A948C", 2)
        draw.text((x + 8, 332), title, _INK, _font(18, bold=True), "lm")
        _fit(draw, (x + 8, 376), text, 18, end - x - 14)
    draw.line((SHEET[0] - 40, 310, SHEET[0] - 40, 574), "#8A948C", 2)
    draw.text((40, 640), "Bukan dokumen kependudukan: contoh untuk latihan.", _INK, _font(19), "lm")
    return _jpeg(_stamped(sheet, 190))


def _text(person: Mapping[str, Any], name: str) -> str:
    return str(person.get(name) or "").upper()


def _choice(person: Mapping[str, Any], name: str) -> str:
    """The Indonesian word, whatever language the program speaks."""
    labels = {choice.code: choice.label for choice in FIELDS[name].choices}
    return labels.get(str(person.get(name)), "").upper()


@lru_cache(maxsize=64)
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    face = "FiraSans-SemiBold" if bold else "FiraSans-Regular"
    data = files("fontpkg_fira_sans").joinpath("files", f"{face}.ttf").read_bytes()
    return ImageFont.truetype(io.BytesIO(data), size, layout_engine=ImageFont.Layout.BASIC)


def _fit(draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, size: int, room: int) -> None:
    """One line, in smaller letters where it would be too long."""
    while size > 11 and draw.textlength(text, _font(size)) > room:
        size -= 1
    draw.text(at, text, _INK, _font(size), "lm")


def _ground(size: tuple[int, int], top: _Colour, bottom: _Colour) -> Image.Image:
    """A card from `top` to `bottom` with faint waves, to draw on."""
    return _waves(size, top, bottom).copy()


@lru_cache(maxsize=2)
def _waves(size: tuple[int, int], top: _Colour, bottom: _Colour) -> Image.Image:
    gradient: Any = Image.linear_gradient("L")
    ramp = gradient.resize(size)
    card: Image.Image = Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), ramp)
    draw = ImageDraw.Draw(card)
    line: _Colour = (max(top[0] - 24, 0), max(top[1] - 18, 0), max(top[2] - 14, 0))
    for wave in range(6):
        points = [
            (x, size[1] * (0.3 + wave * 0.13) + 12 * math.sin(x / size[0] * 7 + wave))
            for x in range(0, size[0], 8)
        ]
        draw.line(points, line, 1)
    return card


def _silhouette(draw: ImageDraw.ImageDraw, at: tuple[int, int], ground: _Colour) -> None:
    x, y = at
    draw.rectangle((x, y, x + 160, y + 206), ground)
    draw.ellipse((x + 44, y + 32, x + 116, y + 122), "#E8DCCB")
    draw.chord((x + 8, y + 134, x + 152, y + 278), 180, 360, "#61748A")


def _stamped(card: Image.Image, size: int) -> Image.Image:
    """The word CONTOH across the whole card."""
    card.paste("#4A5568", mask=_contoh(card.size, size))
    return card


@lru_cache(maxsize=2)
def _contoh(area: tuple[int, int], size: int) -> Image.Image:
    word = Image.new("L", area, 0)
    draw = ImageDraw.Draw(word)
    draw.text((area[0] / 2, area[1] / 2), "CONTOH", 78, _font(size, bold=True), "mm")
    return word.rotate(22, Image.Resampling.BICUBIC)


def _jpeg(card: Image.Image) -> bytes:
    target = io.BytesIO()
    card.save(target, "JPEG", quality=72, optimize=True)
    return target.getvalue()
