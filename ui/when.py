"""Days and times as a clerk says them. Everything is given; nothing here reads a clock."""

from __future__ import annotations

from datetime import date, datetime

from desktop_app.domain.values import MONTHS, show_date_long
from resources.i18n import mark, tr

_DAYS = (
    mark("Senin"), mark("Selasa"), mark("Rabu"), mark("Kamis"), mark("Jumat"), mark("Sabtu"), mark("Minggu"),
)  # fmt: skip


def full_day(day: date) -> str:
    """``Selasa, 24 November 2026``."""
    return tr("{hari}, {tanggal}", hari=tr(_DAYS[day.weekday()]), tanggal=show_date_long(day.isoformat()))


def short_day(day: date) -> str:
    """``24 Nov``."""
    return tr("{hari} {bulan}", hari=day.day, bulan=tr(MONTHS[day.month - 1])[:3])


def clock(moment: datetime) -> str:
    """``09.41``."""
    return f"{moment:%H.%M}"


def short_moment(moment: datetime) -> str:
    """``18 Nov 09.12``."""
    return f"{short_day(moment.date())} {clock(moment)}"


def long_moment(moment: datetime) -> str:
    """``19 Nov 2026 14.05``."""
    return f"{short_day(moment.date())} {moment.year} {clock(moment)}"


def near_moment(moment: datetime, today: date) -> str:
    """``hari ini 09.41``, ``kemarin 15.42``, ``20 Nov``, with the year when it is another one."""
    age = (today - moment.date()).days
    if age == 0:
        return tr("hari ini {jam}", jam=clock(moment))
    if age == 1:
        return tr("kemarin {jam}", jam=clock(moment))
    if moment.year == today.year:
        return short_day(moment.date())
    return f"{short_day(moment.date())} {moment.year}"


def greeting(moment: datetime, name: str) -> str:
    """A greeting by the time of day."""
    if 4 <= moment.hour < 11:
        return tr("Selamat pagi, {nama}", nama=name)
    if 11 <= moment.hour < 15:
        return tr("Selamat siang, {nama}", nama=name)
    if 15 <= moment.hour < 18:
        return tr("Selamat sore, {nama}", nama=name)
    return tr("Selamat malam, {nama}", nama=name)
