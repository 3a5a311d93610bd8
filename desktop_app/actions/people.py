"""Who may come in and what they may do (admin_kantor's work, signed with that person's key)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from desktop_app.actions.access import given
from desktop_app.actions.mentoring import require_mentor
from desktop_app.actions.peers import mates_of
from desktop_app.domain import people
from desktop_app.domain.access import PASSPHRASE
from desktop_app.domain.people import OfficeKind
from desktop_app.errors import Refused
from desktop_app.keys.attempts import CONFIRMING
from desktop_app.keys.passphrase import require_strong
from desktop_app.keys.person import PersonKey
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.context import PersonFacts
from desktop_app.storage.receive import refold_grown
from desktop_app.storage.work import Changes, Work
from resources.i18n import tr


@dataclass(frozen=True, slots=True)
class AddPerson:
    """The wish to admit a colleague."""

    nama: str
    roles: tuple[str, ...]
    passphrase: str
    nip: str = ""
    jabatan: str = ""
    mentor: str = ""
    """The record of the mentor who will use the account; only with the role pendamping."""


def require_roles(kind: OfficeKind, roles: Iterable[str]) -> None:
    """Raise Refused unless an office of `kind` may give every one of `roles`, and there is one."""
    wanted = tuple(roles)
    wrong = [role for role in wanted if not people.is_role(role) or not people.may_hold(kind, role)]
    if wrong or not wanted:
        raise Refused(
            tr("Peran itu tidak ada di kantor ini.") if wrong else tr("Peran petugas itu belum disebutkan."),
            next_step=tr(
                "Pilih dari: {roles}.",
                roles=", ".join(role for role in people.ROLES if people.may_hold(kind, role)),
            ),
            code="role",
        )


def add_person(office: Office, wish: AddPerson) -> Changes:
    """Admit a person: an op signed by the admin, and a key slot. Raises Refused."""
    require_admin(office)
    require_roles(office.info.kind, wish.roles)
    require_strong(wish.passphrase, [wish.nama, wish.nip])
    people.require_nip(wish.nip)
    people.require_own_name(wish.nama)
    key = PersonKey.generate()
    former = office.slots.find(wish.nama)  # of somebody whose service DKUM has ended
    ended = former is not None and former.person in office.context.people
    ended = ended and former is not None and not office.context.people[former.person].active
    office.give_slot(wish.nama, wish.passphrase, key, replace=ended)
    values = {
        "nama": wish.nama.strip(), "nip": wish.nip, "jabatan": wish.jabatan, "roles": sorted(wish.roles),
        "key": key.public_key.hex(), "office": office.info.scope, "active": True,
    }  # fmt: skip

    def admit(work: Work) -> None:
        linked = {"mentor": _linked(work, wish.roles, wish.mentor)} if wish.mentor else {}
        work.put(key.person, "person", "user", {**values, **linked}, scope=office.info.scope)

    try:
        return office.do(admit)
    except BaseException:
        office.slots.remove_slot(wish.nama)
        raise


def change_person(
    office: Office,
    user: str,
    *,
    roles: tuple[str, ...] | None = None,
    nip: str | None = None,
    jabatan: str | None = None,
    mentor: str | None = None,
) -> Changes:
    """Change what a person may do and how he signs; what is None stays as it is.

    `mentor` names the mentor who uses the account, "" nobody. Raises Refused.
    """
    require_admin(office)
    held, ever = tuple(office.context.people[user].roles), office.context.people[user].ever
    if roles is not None:
        require_roles(office.info.kind, roles)
        if user == office.session.user and people.ADMIN_KANTOR not in roles:
            _require_other_admin(office)
    if nip is not None:
        _require_new_nip(office, user, nip)
    wanted = {"roles": None if roles is None else sorted(roles), "nip": nip, "jabatan": jabatan}
    values = {name: value for name, value in wanted.items() if value is not None}
    if not values and mentor is None:
        raise Refused(
            tr("Tidak ada yang diganti."),
            next_step=tr("Sebutkan peran, NIP, jabatan, atau pendampingnya."),
            code="nothing",
        )

    def change(work: Work) -> None:
        linked = {} if mentor is None else {"mentor": _linked(work, roles or held, mentor)}
        work.put(user, "person", "user", {**values, **linked})
        if not ever.issuperset(work.context.people[user].ever):
            refold_grown(work, user)

    return office.do(change)


def _require_new_nip(office: Office, user: str, nip: str) -> None:
    """Raise Refused for a wrong one that is typed anew; what stands from before stays."""
    person = tables.person.c
    with office.reading() as connection:
        now = connection.execute(select(person.nip).where(person.uuid == bytes.fromhex(user))).scalar()
    if nip != (now or ""):
        people.require_nip(nip)


def _linked(work: Work, roles: Iterable[str], mentor: str) -> str | None:
    """The mentor of an account, None for no mentor's."""
    if people.PENDAMPING not in roles or not mentor:
        return None
    require_mentor(work.connection, mentor)
    return mentor


def give_new_key(office: Office, user: str, passphrase: str) -> Changes:
    """A colleague comes in by another passphrase and signs with another key from now on: the admin's op says
    so. What was signed before stays good. Also for who was admitted here and has no slot any more (`rescue`).
    Raises Refused."""
    require_admin(office)
    facts = office.context.people[user]
    if not facts.active or (office.slots.find(user) is None and not _admitted_here(office, user)):
        raise Refused(
            tr("{nama} tidak bertugas di komputer ini.", nama=facts.nama),
            next_step=tr("Pilih petugas yang masih bertugas."),
            code="no_person",
        )
    require_strong(passphrase, [facts.nama])
    key = PersonKey.generate(user)
    changes = office.do(lambda work: work.put(user, "person", "user", {"key": key.public_key.hex()}))
    office.give_slot(facts.nama, passphrase, key, replace=True)  # cut off before it, the old ones still hold
    office.attempts.forgive(user)  # who has tried the forgotten one in vain does not wait for that
    if user == office.session.user:
        office.enter(facts.nama, passphrase)
    return changes


def _admitted_here(office: Office, user: str) -> bool:
    """Whether this computer has admitted that person, and nobody else comes in by the name."""
    if office.slots.find(office.context.people[user].nama) is not None:
        return False
    op, record, stream = tables.op.c, tables.record.c, tables.stream.c
    query = (
        select(stream.dev)
        .select_from(tables.op.join(tables.stream).join(tables.record))
        .where(record.uuid == bytes.fromhex(user))
        .order_by(op.id)
        .limit(1)
    )
    with office.reading() as connection:
        return connection.execute(query).scalar() == bytes.fromhex(office.info.dev)


def dismiss(office: Office, user: str) -> Changes:
    """End a person's service: his later ops are void, his slot is removed; what he did stays valid.

    The cutoff names every stream known here: also the epochs before a restore.

    Raises Refused for oneself, as who is not in service cannot end anything, and for somebody dismissed
    already: a later cutoff would make valid what he wrote since.
    """
    facts = require_endable(office, user)
    with office.work() as work:
        cutoff = cutoff_here(work)
        cutoff[f"{office.context.dev}-{office.context.ep}"] = work.position[0]
        work.put(user, "person", "user", {"active": False, "cutoff": cutoff})
    slot = office.slots.find(user)
    if slot is not None:
        office.slots.remove_slot(facts.nama)
    return work.changes


def what_ends(office: Office) -> str:
    """What is said before somebody's service is ended here: what counts is what this computer has by now."""
    if not mates_of(office):
        return tr("Orang ini tidak dapat masuk lagi. Yang sudah dikerjakannya tetap berlaku.")
    return tr(
        "Orang ini tidak dapat masuk lagi: di sini mulai sekarang, di komputer lain kantor ini sesudah "
        "berkas dari sini dibuka di sana. Yang sudah dikerjakannya dan sudah ada di komputer ini tetap "
        "berlaku; yang belum sampai kemari tidak berlaku lagi, jadi buka dahulu berkas dari komputer lain."
    )


def require_endable(office: Office, user: str) -> PersonFacts:
    """Who is to be dismissed. Raises Refused as `dismiss`."""
    require_admin(office)
    if user == office.session.user:
        raise Refused(
            tr("Tugas sendiri tidak dapat diakhiri."),
            next_step=tr("Minta admin kantor lain masuk dan mengakhirinya."),
            record=office.session.name,
            code="oneself",
        )
    facts = office.context.people[user]
    require_serving(facts)
    return facts


def require_serving(facts: PersonFacts) -> None:
    """Nobody is dismissed twice: a later cutoff would make valid what was written since."""
    if not facts.active:
        raise Refused(
            tr("{name} sudah tidak bertugas di kantor ini.", name=facts.nama),
            next_step=tr("Segarkan daftar petugas."),
            code="dismissed",
        )


def cutoff_here(work: Work) -> dict[str, int]:
    """The last op known here of every stream, also of epochs before a restore."""
    streams = work.connection.execute(select(tables.stream))
    return {f"{row.dev.hex()}-{row.ep}": row.seq for row in streams}


def change_passphrase(office: Office, old: str, new: str) -> None:
    """The person who is in chooses another passphrase; the journal tells so, and what did not fit. Raises
    Refused."""
    require_strong(new, [office.session.name])
    with office.telling_misses():
        office.slots.change_passphrase(
            office.session.name, old, new, cost=office.cost, attempts=office.attempts
        )
    given(office, deed=PASSPHRASE)


def require_passphrase(office: Office, passphrase: str) -> None:
    """Be sure that the person who is in sits here, before something that cannot be taken back. Raises
    Refused; the journal tells what did not fit. Not within a work."""
    with office.telling_misses():
        office.slots.open_slot(office.session.name, passphrase, attempts=office.attempts, asked=CONFIRMING)


def require_admin(office: Office, sentence: str = "") -> None:
    """Raise Refused, with `sentence` where something else was asked for, unless the person who is in looks
    after the office's people."""
    if people.ADMIN_KANTOR not in office.person.roles:
        raise Refused(
            sentence or tr("Hanya admin kantor yang dapat mengatur petugas."),
            next_step=tr("Minta admin kantor masuk dan melakukannya."),
            code="role",
        )


def _require_other_admin(office: Office) -> None:
    """Raise Refused unless another admin comes in at this computer: nobody else could give the role back."""
    others = [
        facts.nama
        for key, facts in office.context.people.items()
        if key != office.session.user and facts.active and people.ADMIN_KANTOR in facts.roles
        and facts.office == office.info.scope
    ]  # fmt: skip
    if not others:
        raise Refused(
            tr("Kantor ini memerlukan sedikitnya satu admin kantor."),
            next_step=tr("Beri peran itu kepada petugas lain dahulu."),
            code="last_admin",
        )
    if not any(office.slots.find(name) for name in others):
        raise Refused(
            tr("Komputer ini memerlukan sedikitnya satu admin kantor yang dapat masuk di sini."),
            next_step=tr(
                "Beri peran itu kepada petugas yang masuk di komputer ini, atau bawa dahulu akun {nama} ke "
                "sini.",
                nama=min(others),
            ),
            code="last_admin",
        )
