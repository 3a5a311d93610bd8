"""A person's own data on paper: every field with its label, what changed, papers, documents, and who looked.

It is handed to the person, so it is no document of the register: no number, no seal, no DRAF.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop_app.documents.data import Letterhead, long_date
from desktop_app.documents.flow import Flow, Letter, Printed, write_letters
from desktop_app.documents.sheets import UPRIGHT, Form
from desktop_app.domain.moments import wib

_LABEL = 196.0
"""Points: every label of the form in its full size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading with labelled values and sentences under it; `none` is said where both are empty."""

    heading: str
    facts: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()
    none: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPaper:
    """What is printed, part by part. `intro` stands first, as the law wants it said."""

    name: str
    number: str
    made_by: str
    intro: tuple[str, ...]
    parts: tuple[Part, ...]
    letterhead: Letterhead
    sample: bool = False


def write_person_copy(one: PersonPaper, *, now: datetime, form: Form = UPRIGHT) -> Printed:
    """The copy as PDF/A-3b bytes. Raises Refused for a letterhead picture that cannot be read."""
    moment = wib(now)

    def draw(page: Flow) -> None:
        page.label = _LABEL
        for text in one.intro:
            page.paragraph(text)
        for part in one.parts:
            _part(page, part)

    foot = ["Rahasia: berisi data pribadi, hanya untuk orang yang bersangkutan."]
    if one.sample:
        foot.append("Data contoh, bukan orang sebenarnya.")
    letter = Letter(
        head=one.letterhead,
        title="Salinan Data Pribadi",
        subtitle="  ·  ".join(
            (one.name or one.number, f"Nomor pendaftaran {one.number}",
             f"{long_date(moment.date())} {moment:%H.%M} WIB", f"dibuat oleh {one.made_by}")
        ),
        footer="  ".join(foot),
        draw=draw,
    )  # fmt: skip
    return write_letters([letter], title="Salinan Data Pribadi", now=now, form=form)


def _part(page: Flow, part: Part) -> None:
    page.gap(4)
    page.heading(part.heading)
    if part.facts:
        page.facts(_filled(part.facts))
    page.points(part.lines)
    if part.none and not part.facts and not part.lines:
        page.paragraph(part.none)


def _filled(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """A dash where nothing is said: an empty fact would leave a line to write on."""
    return [(label, said or "-") for label, said in rows]
