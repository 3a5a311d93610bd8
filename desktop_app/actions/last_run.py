"""What the next start says about the run before: whether it fell, what is there, what was put right, and that
the computer's clock cannot be right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from desktop_app import __version__
from desktop_app.actions.check_folder import behind_sentence, newest_sentence
from desktop_app.actions.clock_doubt import clock_doubt, clock_sentence
from desktop_app.domain.moments import wib
from desktop_app.office import Office
from desktop_app.storage import running
from desktop_app.storage.notes import tells_fall
from resources.i18n import tr, trn


def said_by_command(office: Office, notes: Path, *, seen: bool) -> tuple[str, ...]:
    """The same for a command, which says once that it fell, and once more to somebody who is there (`seen`)
    where only a task of the system had it. The window says it too, at its next start; saved changes that were
    lost are told until somebody has read of them, as `check` goes on naming them."""
    fallen = office.fallen
    again = fallen is not None and fallen.told in (("seen",) if seen else ("seen", "unseen"))
    said = last_run(office, notes, fall=not again)
    if fallen is not None and fallen.behind and seen:
        office.read_of_fall()
    elif fallen is not None and not again and not fallen.behind:
        office.fallen = replace(fallen, told="seen" if seen else "unseen")
        running.mark(office.home, __version__, office.fallen)
    return said


def last_run(office: Office, notes: Path, *, fall: bool = True) -> tuple[str, ...]:
    """Whole sentences for the person who has come in; none where the last run ended as it should.

    `notes` is the folder of crash notes: one that was written during that run tells a defect from the mains.
    Without `fall` nothing of how it ended.
    """
    told: list[str] = []
    fallen = office.fallen if fall else None
    if fallen is not None:
        when = f"{wib(fallen.last):%d-%m-%Y %H.%M}"
        told.append(
            tr("Wira terhenti karena kekeliruan di dalam program, terakhir bekerja {kapan}.", kapan=when)
            if tells_fall(notes, office.info.dev, fallen.began)
            else tr(
                "Wira terhenti mendadak, misalnya karena listrik padam; terakhir bekerja {kapan}.", kapan=when
            )
        )
        if not office.behind:
            told.append(tr("Semua yang sudah disimpan ada."))
        told.append(_typing(len(office.drafts.list())))
    if office.behind and fall:
        told.append(behind_sentence(office.behind))
        told.append(tr("Yang pernah sampai di DKUM kembali lewat jawabannya; selebihnya diketik ulang."))
        told.append(newest_sentence(office.home))
    if office.drafts.set_aside is not None:
        told.append(
            tr("Ketikan yang belum disimpan tidak terbaca; berkasnya disimpan dan diganti yang baru.")
        )
    told += [
        tr("{berkas} hilang atau rusak di disk, dan sudah dipasang kembali dari salinannya.", berkas=name)
        for name in office.mended
    ]
    if office.mended or office.drafts.set_aside is not None:
        told.append(tr("Disk komputer ini mungkin mulai rusak. Buat cadangan ke flash disk hari ini juga."))
    with office.reading() as connection:
        doubt = clock_doubt(connection, office)
    if doubt is not None:
        told.append(clock_sentence(doubt))
    return tuple(told)


def _typing(count: int) -> str:
    if not count:
        return tr("Tidak ada ketikan yang tertinggal.")
    return trn(
        "{n} formulir yang belum disimpan dapat dilanjutkan.",
        "{n} formulir yang belum disimpan dapat dilanjutkan.",
        count,
    )
