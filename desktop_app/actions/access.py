"""Noting in the access log what somebody looked at, printed or gave away (`storage.access`).

    note(office, domain.access.PRINT, record, about="permohonan")
    note_search(office, "3276 0690 …")

Both return at once, in any thread, and never fail. The entry waits in memory until the next save, or until
the thread that writes is free: within a second in a window where nothing else is done, at the end of an
import or of a command otherwise. What leaves Wira is noted by `given`, which has it on the disk first.
"""

from __future__ import annotations

from contextlib import suppress

from desktop_app.domain import access
from desktop_app.domain.moments import milliseconds
from desktop_app.errors import Refused, WiraError
from desktop_app.office import Office
from desktop_app.storage import access as log
from desktop_app.storage.work import Work


def note(office: Office, deed: str, record: str = "", *, about: str = "", count: int = 1) -> None:
    """Note that who is in did `deed` (a code of `domain.access`) with `record` (hex; "" for a list).

    `about` is a code: which paper, list or receiver, never a name or a number; `count` how many records it
    was about. The same record opened again within ten minutes is one entry.
    """
    _note(office, deed, record, about, count, "")


def given(
    office: Office, record: str = "", *, deed: str = access.EXPORT, about: str = "", count: int = 1
) -> None:
    """Note, before it happens, that data are given away, and have it on the disk before they leave.

    As `note`; not within a work, and never in the window's thread: it waits for whoever writes. A disk that
    does not take it hinders nobody. What fails afterwards was noted all the same.
    """
    note(office, deed, record, about=about, count=count)
    with suppress(WiraError):
        office.keep_access()


def opened(office: Office, record: str) -> None:
    """Note that somebody has the record's data before their eyes."""
    note(office, access.OPEN, record)


def note_search(office: Office, typed: str, *, found: int = 0) -> None:
    """Note that somebody searched for a NIK, or for so many digits of one that they find a person; anything
    else typed is no search by NIK."""
    nik = access.sought_nik(typed)
    if nik:
        _note(office, access.SEARCH, "", "", found, nik)


def forget_searches(office: Office, work: Work, nik: str) -> None:
    """Forget that `nik` was what somebody searched for: for the erasure of a person. That somebody searched
    then stays, and the chain still holds."""
    for part in access.parts_of(nik):
        log.forget(work.connection, office.access.digest(part))


def _note(office: Office, deed: str, record: str, about: str, count: int, nik: str) -> None:
    try:
        user = office.session.user
    except Refused:  # nobody is in: nothing was shown to anybody
        return
    at = milliseconds(office.clock())
    office.access.note(at, user, office.info.dev, deed, record=record, about=about, count=count, nik=nik)
