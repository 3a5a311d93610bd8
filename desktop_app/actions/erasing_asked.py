"""Who has asked that a person is erased: somebody's signed word, which the erasing op brings along.

A request for erasure, or a withdrawn consent, is signed when it is written down; where the rule book's
retention is over, somebody at DKUM proposes it. Who then erases is always another person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from desktop_app.actions.erasing_plan import GROUNDS, ErasurePlan, same_person
from desktop_app.domain.erasing import ALONG, ASKED_TYPE, MARK, ON, Asking, asking_of
from desktop_app.errors import Refused
from desktop_app.keys.signing import Signature, verify_many
from desktop_app.office import Office
from desktop_app.storage import log, tables
from desktop_app.storage.remembered import keys_of
from resources.i18n import tr

_asked = tables.PLAIN["data_request"]
_erasure = tables.PLAIN["erasure"]


def signed_word(office: Office, request: str, application: str, along: Sequence[str]) -> Asking:
    """The word of the person who is in, signed, that this application and `along` (hex) are to be erased."""
    word = Asking(request, application, tuple(sorted(along)), office.session.user)
    return word._replace(mark=office.session.key.mark(ASKED_TYPE, word.body).hex())


def request_values(
    office: Office, connection: Connection, request: str, application: str
) -> dict[str, object]:
    """What the record of such a request says beside the rest: the writer's signature, and whom else it means
    of the same person."""
    word = signed_word(office, request, application, same_person(connection, bytes.fromhex(application)))
    return {MARK: word.mark, **({ALONG: list(word.along)} if word.along else {})}


def to_verify(asking: Asking, keys: Mapping[bytes, bytes]) -> Signature | None:
    """The signature to check; None where none of the asker's `keys` (by key id) made it."""
    made = bytes.fromhex(asking.mark)
    key = keys.get(made[:32])
    return None if key is None else Signature(key, ASKED_TYPE, asking.body, made[32:])


def ground(office: Office, connection: Connection, found: ErasurePlan, why: str, on: str = "") -> Asking:
    """On whose word the person is erased by the one who is in, for the reason `why`; `on` names the request.
    Raises Refused ``no_request``, ``same_person``."""
    words = [
        *(_requests(office, connection, found, on) if why != "masa_simpan" else ()),
        *(_proposals(office, connection, found.record) if why == "masa_simpan" or found.gone else ()),
    ]
    if why == "masa_simpan" and (found.until is not None or not (found.over or found.gone)):
        words = []
    words = _verified(connection, [each for each in words if each.covers(found.record)])
    if not words:
        raise _nobody_asked(found, why)
    another = [each for each in words if each.user != office.session.user]
    if not another:
        raise Refused(
            tr("Permintaan ini Anda sendiri yang mencatatnya, jadi orang lain yang menghapus."),
            next_step=tr("Minta penyetuju lain masuk."),
            code="same_person",
        )
    return another[-1]


def _nobody_asked(found: ErasurePlan, why: str) -> Refused:
    if why == "masa_simpan":
        return Refused(
            tr("Belum ada usul penghapusan karena masa simpannya habis."),
            next_step=tr("Orang lain di DKUM mengusulkannya dahulu: {nomor}.",
                         nomor=found.nomor or found.record),
            record=found.nomor,
            code="no_request",
        )  # fmt: skip
    return Refused(
        tr("Belum ada permintaan penghapusan atau penarikan persetujuan dari orang ini."),
        next_step=tr("Orang lain mencatatnya dahulu di Permintaan data pribadi, lalu ulangi."),
        record=found.nomor,
        code="no_request",
    )


def stated(office: Office, connection: Connection, erasure: bytes) -> Asking | None:
    """On whose word an erasure (its record's uuid) stands; None where it tells none."""
    found = log.state_of(connection, office.context, erasure)
    return None if found is None else asking_of(found[2].values)


def _requests(office: Office, connection: Connection, found: ErasurePlan, on: str) -> list[Asking]:
    same = [each.record for each in found.others if each.ent == "application" and each.same]
    meant = [bytes.fromhex(each) for each in (found.record, *same)]
    query = select(_asked).where(_asked.c.application.in_(meant), _asked.c.jenis.in_(GROUNDS))
    words: list[Asking] = []
    for row in connection.execute(query):
        if on not in ("", row.uuid.hex()) or row.hasil == "ditolak" or row.batal:
            continue
        state = log.state_of(connection, office.context, row.uuid)
        if state is None or state[2].first is None:
            continue
        first = state[2].first.op  # what it said when it was written down
        said = {**first.set, ON: first.rec, "untuk": first.set["application"], "peminta": first.user}
        word = asking_of(said)
        words += [word] if word is not None else []
    return words


def _proposals(office: Office, connection: Connection, application: str) -> list[Asking]:
    query = select(_erasure.c.uuid).where(_erasure.c.application == bytes.fromhex(application))
    words = [
        stated(office, connection, uuid)
        for uuid in connection.execute(query.order_by(_erasure.c.id)).scalars()
    ]
    return [each for each in words if each is not None]


def _verified(connection: Connection, words: Sequence[Asking]) -> list[Asking]:
    if not words:
        return []
    keys = keys_of(connection)
    checks = [(each, to_verify(each, keys.get(each.user, {}))) for each in words]
    known = [(each, check) for each, check in checks if check is not None]
    right = verify_many([check for _each, check in known])
    return [each for (each, _check), good in zip(known, right, strict=True) if good]
