"""Printed pages read back by the program's own path, at every sharpness and after every wear.

    python -m tests.proof.reading [--examples N] [--seed S] [--jobs J]

Rosters of invented people are laid out on A4 and F4, upright and across, with usual and with the longest
names; each example takes a page of one, turns, creases, shadows, dirties and compresses it as office scanners
and phones do, and reads its code. What is counted is printed as a table; a code that is read, but says
something else than the page, ends the run.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from desktop_app.documents.qr import QrKey
from desktop_app.documents.roster import write_roster
from desktop_app.documents.sheets import DIRECTIONS, PAPERS, Form
from desktop_app.sample.people import make_people
from desktop_app.verifying.pages import PageKey, judge_sheets, read_sheets
from tests.documents.people import NOW, roster
from tests.proof import command
from tests.verifying import paper

KEY = QrKey.of(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
KNOWN = [PageKey(KEY.public_key, frozenset({"3276061002"}))]
DPI: Final = (100, 150, 200, 300)
FORMS: Final = tuple(Form(name, way) for name in PAPERS for way in DIRECTIONS)
NAMES: Final = ("biasa", "panjang")
PEOPLE: Final = 60

Wear = Callable[[Image.Image, random.Random], Image.Image]


def _flat(page: Image.Image, dice: random.Random) -> Image.Image:
    return paper.turned(page, dice.uniform(-0.6, 0.6))


def _askew(page: Image.Image, dice: random.Random) -> Image.Image:
    return paper.stapled(paper.turned(page, dice.uniform(-6, 6)))


def _sideways(page: Image.Image, dice: random.Random) -> Image.Image:
    return paper.turned(page, dice.choice((90, 180, 270)) + dice.uniform(-2, 2))


def _creased(page: Image.Image, dice: random.Random) -> Image.Image:
    return paper.creased(page, dice.uniform(0.06, 0.16))


def _shadowed(page: Image.Image, dice: random.Random) -> Image.Image:
    return paper.grainy(paper.shadowed(page), dice.uniform(4, 12), dice)


def _squeezed(page: Image.Image, dice: random.Random) -> Image.Image:
    return paper.again(paper.turned(page, dice.uniform(-1.5, 1.5)), dice.randint(35, 60))


def _photographed(page: Image.Image, dice: random.Random) -> Image.Image:
    return paper.photographed(page, dice.randrange(1 << 30))


WEAR: Final[dict[str, Wear]] = {
    "rata": _flat,
    "miring, pojok terlipat": _askew,
    "90/180 derajat": _sideways,
    "lipatan di kode": _creased,
    "bayangan dan bintik": _shadowed,
    "JPEG kasar": _squeezed,
    "foto": _photographed,
}


@cache
def issued(form: Form, names: str) -> bytes:
    """A roster of invented people; with `panjang` each has the longest name that is met."""
    people = make_people(1, "3276061002", 2 * PEOPLE, year=2026, today=date(2026, 11, 24))
    said = [str(one["nama"]) for one in people]
    if names == "panjang":
        said = [f"{said[n]} {said[-n - 1]} bin {said[n + PEOPLE // 2]}" for n in range(PEOPLE)]
    plain = roster(PEOPLE)
    rows = tuple(
        replace(row, nama=name, alamat="Gg. Mawar 1", reason="Berkas lengkap")
        for row, name in zip(plain.rows, said, strict=False)
    )
    made = replace(plain, rows=rows, form=form)
    return write_roster(made, state="segel", now=NOW, key=KEY).pdf


@cache
def first_rows(form: Form, names: str) -> tuple[tuple[int, str], ...]:
    """What the code of the first page must say: as the issued PDF has it."""
    sheet = next(iter(read_sheets("terbit.pdf", issued(form, names))))
    (one,) = judge_sheets([sheet], KNOWN).sheets
    assert one.page is not None
    return one.page.rows


def attempt(form: Form, names: str, dpi: int, wear: str, dice: random.Random) -> bool:
    """Whether the code of a worn first page is read, from a JPEG or from a PDF such as scanners make. Raises
    AssertionError where it says something wrong."""
    worn = WEAR[wear](paper.printed(issued(form, names), 0, dpi), dice).convert("L")
    data = paper.as_pdf(worn, dpi=dpi) if dice.random() < 0.5 else paper.jpeg(worn, 88)
    (one,) = judge_sheets(list(read_sheets("pindai", data)), KNOWN).sheets
    if one.page is None:
        assert one.cause == "tanpa_kode", (one.cause, form, names, dpi, wear)
        return False
    assert one.page.page == 1
    assert one.page.rows == first_rows(form, names)
    return True


def share(examples: int, seed: int, _folder: Path) -> command.Figures:
    """Count what is read; every combination comes before any comes twice."""
    dice = random.Random(seed)
    figures = command.Figures()
    every = [(f, n, d, w) for f in FORMS for n in NAMES for d in DPI for w in WEAR]
    order: list[tuple[Form, str, int, str]] = []
    for _ in range(examples):
        if not order:
            order = dice.sample(every, len(every))
        form, names, dpi, wear = order.pop()
        read = "terbaca" if attempt(form, names, dpi, wear, dice) else "tidak"
        figures[f"{dpi} dpi, {wear}: {read}"] += 1
        figures[f"{dpi} dpi, {form.paper} {form.direction}, {names}: {read}"] += 1
    return figures


if __name__ == "__main__":
    command.run("reading", __doc__ or "", share, examples=1120)
