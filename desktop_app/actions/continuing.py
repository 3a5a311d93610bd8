"""DKUM's word about copies: which DKUM goes on, and that a duplicated device begins anew.

A DKUM that was put back or moved is nobody's copy to choose but its own, so its admin says so.

Every copy of DKUM holds the city's root key, so nothing but that word can tell them apart; offices keep
to the highest version of the directory and refuse the other.
"""

from __future__ import annotations

from typing import Final

import msgspec

from desktop_app.actions import copies, trust
from desktop_app.actions.standing import standing
from desktop_app.domain import people
from desktop_app.domain.moments import milliseconds
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage.work import Changes
from desktop_app.sync import registry
from resources.i18n import tr

_VERSIONS_LEFT_OUT: Final = 1000
"""Versions of the directory that may have been signed after the copy was made are passed by."""


def continue_city(office: Office) -> Changes:
    """Say that this computer is DKUM from now on: the directory names its epoch, sealing and answers go on.

    What offices brought before stays; what a file brings later goes in as well. Raises Refused at an office,
    for anybody but an admin of DKUM, and where nothing waits.
    """
    keys = trust.authority(office)
    if people.ADMIN_DKUM not in office.person.roles:
        raise Refused(
            tr("Hanya admin DKUM yang dapat menyatakan bahwa DKUM lanjut di komputer ini."),
            next_step=tr("Minta admin DKUM masuk dan melakukannya."),
            code="role",
        )
    if standing(office) is None or office.directory is None:
        raise Refused(tr("DKUM di komputer ini tidak menunggu apa pun."), code="nothing_waits")
    now = milliseconds(office.clock())
    granted = registry.granted_epoch(office.directory.content, office.info.dev, office.info.ep, {}, now)
    content = msgspec.structs.replace(granted, version=granted.version + _VERSIONS_LEFT_OUT)
    directory = trust.signed(keys, content)
    return office.do(lambda work: trust.keep_newer(work, office, directory))


def end_stream(office: Office, dev: str, ep: int, seq: int) -> Changes:
    """Order a duplicated device to begin a new epoch: of this one counts what DKUM holds.

    `seq` is where its two histories part; from there the next answer brings DKUM's, so that every copy sees
    which of its own ops have to be written again. Raises Refused for anybody but an admin of DKUM.
    """
    keys = trust.authority(office)
    if people.ADMIN_DKUM not in office.person.roles or office.directory is None:
        raise Refused(
            tr("Hanya admin DKUM yang dapat mengakhiri urutan catatan sebuah perangkat."),
            next_step=tr("Minta admin DKUM masuk dan melakukannya."),
            code="role",
        )
    device = registry.found(office.directory.content, dev)
    now = milliseconds(office.clock())
    with office.work() as work:
        held = copies.seq_of(work.connection, dev, ep)
        content = registry.granted_epoch(office.directory.content, dev, device.ep, {ep: held}, now)
        trust.keep_newer(work, office, trust.signed(keys, content))
        copies.send_from(work, dev, ep, seq - 1)
    return work.changes
