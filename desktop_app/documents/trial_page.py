"""Halaman uji cetak: shows on paper whether the printer takes this size and how near the edge it reaches."""

from __future__ import annotations

from datetime import datetime

from desktop_app.documents import ink
from desktop_app.documents.archive import About, archival
from desktop_app.documents.flow import Printed
from desktop_app.documents.ink import Ink
from desktop_app.documents.sheets import LEAST_MARGIN, PAPERS, Form

_MM = LEAST_MARGIN / 10


def write_trial_page(form: Form, *, office: str, now: datetime) -> Printed:
    """One page of `form`: a frame 10 mm from every edge and a rule of 100 mm, as PDF/A-3b bytes."""
    pen = Ink(form.size, tagged=True)
    wide, high, m = pen.wide, pen.high, LEAST_MARGIN
    pen.outline(m, m, wide - 2 * m, high - 2 * m, 0.6)
    for x, y in ((m, m), (wide - m, m), (m, high - m), (wide - m, high - m)):
        dx, dy = (24 if x == m else -24), (24 if y == m else -24)
        px, py = x + dx / 24, y + dy / 24  # half a stroke inwards
        pen.strokes([(px, py, px + dx, py), (px, py, px, py + dy)], 2.0, ink.INK)
    middle = wide / 2
    pen.text(middle, high * 0.3, "HALAMAN UJI CETAK", 18, ink.BOLD, align="center", role="H1")
    short, long = (round(side / _MM) for side in PAPERS[form.paper])
    pen.text(
        middle, high * 0.3 + 22, f"{form.paper}, {short} x {long} mm, {form.direction}", 12, align="center"
    )
    y = high * 0.3 + 26
    for line in ink.wrap(office, ink.REGULAR, 10, wide - 4 * m):
        y += 14
        pen.text(middle, y, line, 10, tint=ink.SOFT, align="center")
    _rule(pen, middle, y + 44)
    y += 82
    for number, text in enumerate(
        (
            "Cetak pada ukuran sebenarnya (100%), jangan disesuaikan dengan halaman.",
            "Bingkai harus utuh di keempat sisi, 10 mm dari tepi kertas.",
            "Garis ukur harus tepat 100 mm; ukur dengan penggaris.",
            f"Bila bingkai terpotong atau garis lebih pendek, printer ini tidak mengenal {form.paper}: "
            + ("pakai A4." if form.paper == "F4" else "periksa ukuran kertas di setelan printer."),
        ),
        1,
    ):
        pen.text(m + 40, y, f"{number}.", 10)
        for line in ink.wrap(text, ink.REGULAR, 10, wide - 2 * m - 100):
            pen.text(m + 58, y, line, 10)
            y += 14
        y += 3
    pen.page_done()
    about = About("Halaman uji cetak", office)
    return Printed(archival(pen.finish(), about, now, structure=pen.structure), 1)


def _rule(pen: Ink, middle: float, y: float) -> None:
    left = middle - 50 * _MM
    ticks = [(left, y, left + 100 * _MM, y)]
    ticks += [(left + n * _MM, y, left + n * _MM, y - (9 if n % 10 == 0 else 4)) for n in range(0, 101, 2)]
    pen.strokes(ticks, 0.5, ink.INK)
    for n in range(0, 101, 10):
        pen.text(left + n * _MM, y + 10, str(n), 6.6, align="center")
