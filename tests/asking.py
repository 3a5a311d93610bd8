"""What has to be there before somebody is erased: another person's note that they ask for it."""

from __future__ import annotations

from datetime import date

from desktop_app.actions import erasing
from desktop_app.actions.data_requests import RecordRequest, record_request
from desktop_app.actions.erasing import Erased
from desktop_app.domain import people
from desktop_app.domain.op import Op, encode, op_id
from desktop_app.office import Office
from desktop_app.storage.receive import Incoming, StreamHead, receive
from tests.offices import PASSPHRASE

APPROVER = "5" * 32
"""Who may do everything at DKUM."""
_DKUM = "f" * 32


def asked(one: Office, record: str, kind: str = "penghapusan") -> str:
    """The first person of the office records that the applicant asks for it; the request (hex)."""
    one.enter("Hendra Wijaya" if one.info.kind == "dkum" else "Ratna Puspita", PASSPHRASE)
    return record_request(one, RecordRequest(record, kind, "surat", bukti="Surat 12")).record


def erase(dkum: Office, record: str, why: str = "permintaan", *, day: date | None = None) -> Erased:
    """Somebody at DKUM records the request, and who approves there erases."""
    asked(dkum, record)
    dkum.enter("Sari Utami", PASSPHRASE)
    return erasing.erase(dkum, record, why, day=day)


def know_approver(office: Office) -> None:
    """Tell the office of DKUM's first person, as its directory and its file would."""
    office.context.places[_DKUM] = ("dkum", "")
    office.context.admin_keys.add(bytes.fromhex(APPROVER * 2))
    made = Op(
        v=1, crit=False, dev=_DKUM, ep=1, seq=1, prev="0" * 64, salt="0" * 32, chg="0" * 32, user=APPROVER,
        wall=1, rec=APPROVER, ent="person", kind="user", base={}, n=1,
        set={"nama": "Sari Utami", "key": APPROVER * 2, "scope": "", "roles": sorted(people.ROLES)},
    )  # fmt: skip
    data = encode(made)
    item = Incoming(op_id(data), made, data, None)
    with office.work() as work:
        receive(work, [item], [StreamHead(_DKUM, 1, 1, item.id)])
