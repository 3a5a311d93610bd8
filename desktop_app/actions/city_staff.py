"""DKUM's words about people of any office: a service ended, that taken back, a new admin where there is none.

Each is an op signed by DKUM's admin. It reaches the office with DKUM's next answer.
"""

from __future__ import annotations

from typing import Final

from desktop_app.actions.people import cutoff_here, require_serving
from desktop_app.actions.person_endings import endings
from desktop_app.domain import people, reasons, region
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage.context import PersonFacts
from desktop_app.storage.receive import refold_cut, refold_grown
from desktop_app.storage.work import Changes
from resources.i18n import tr

MOST_WORDS: Final = 200


def revoke_person(office: Office, user: str, why: str) -> Changes:
    """End the service of a person of another office: what DKUM has by now stays good, the rest is void.

    `why` goes to that office and stands in both lists. Raises Refused for anybody but DKUM's admin, for
    people of DKUM itself, for somebody dismissed already, and without a reason.
    """
    facts = _of_another_office(office, user)
    require_serving(facts)
    words = " ".join(why.split())
    if not words or len(words) > MOST_WORDS:
        raise Refused(
            tr("Alasan pencabutan masih kosong atau terlalu panjang."),
            next_step=tr(
                "Tulis alasannya paling banyak {n} huruf; kantor itu juga membacanya.", n=MOST_WORDS
            ),
            code="reason",
        )
    reasons.given(words)
    with office.work() as work:
        ends = {"active": False, "cutoff": cutoff_here(work), "alasan": words}
        work.put(user, "person", "user", ends)
        work.flush()
        refold_cut(work, user)
    return work.changes


def take_back(office: Office, user: str) -> Changes:
    """Take back a revocation that was a mistake: the person serves again, and all they signed counts.

    Who was rightly ended and comes again later is admitted by the office's admin as a new colleague, so that
    nothing from in between counts. Raises Refused for anybody but DKUM's admin, and for whom DKUM has not
    ended: the office's own word is its own to change.
    """
    facts = _of_another_office(office, user)
    with office.reading() as connection:
        ending = endings(connection, [bytes.fromhex(user)]).get(bytes.fromhex(user))
    if facts.active or ending is None:
        raise Refused(
            tr("{nama} masih bertugas.", nama=facts.nama),
            next_step=tr("Tidak ada yang perlu diubah."),
            code="nothing",
        )
    if not ending.by_city:
        raise Refused(
            tr("{nama} diberhentikan oleh kantornya sendiri.", nama=facts.nama),
            next_step=tr("Bila ia bertugas lagi, admin kantornya menambahkannya sebagai petugas baru."),
            code="place",
        )
    with office.work() as work:
        work.put(user, "person", "user", {"active": True, "cutoff": None, "alasan": None})
        work.flush()
        refold_cut(work, user)
    return work.changes


def appoint_admin(office: Office, user: str) -> Changes:
    """Let a person of an office that has lost its admin look after its people.

    Raises Refused for anybody but DKUM's admin, and where an admin of that office still serves: it is theirs
    to give the role.
    """
    facts = _of_another_office(office, user)
    require_serving(facts)
    there = admins_of(office, facts.office)
    if there:
        raise Refused(
            tr("{kantor} masih mempunyai admin kantor: {nama}.", kantor=region.office_of(facts.office),
               nama=", ".join(there)),
            next_step=tr("Minta admin itu memberikan perannya di Pengaturan, Petugas."),
            code="has_admin",
        )  # fmt: skip
    with office.work() as work:
        work.put(user, "person", "user", {"roles": sorted({*facts.roles, people.ADMIN_KANTOR})})
        work.flush()
        refold_grown(work, user)
    return work.changes


def admins_of(office: Office, area: str) -> list[str]:
    """The names of those who look after the people of an office now."""
    return sorted(
        facts.nama
        for facts in office.context.people.values()
        if facts.office == area and facts.active and people.ADMIN_KANTOR in facts.roles
    )


def _of_another_office(office: Office, user: str) -> PersonFacts:
    """The person, once it is sure that this is DKUM's admin's business."""
    if office.info.kind != "dkum" or people.ADMIN_DKUM not in office.person.roles:
        raise Refused(
            tr("Hanya admin DKUM yang dapat mengubah tugas petugas kantor lain."),
            next_step=tr("Minta admin DKUM masuk dan melakukannya."),
            code="role",
        )
    facts = office.context.people[user]
    if facts.office == office.info.scope:
        raise Refused(
            tr("Petugas DKUM sendiri diatur oleh admin kantornya."),
            next_step=tr("Pakai Pengaturan, Petugas."),
            code="place",
        )
    return facts
