"""What people ask about their own data: recorded, answered, lifted; a withdrawn consent also stops the case.

Every step is one op about the application, so it travels to DKUM and back like everything else. Whoever keeps
applicants' data records it; DKUM may answer too, since only DKUM corrects a decision and erases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from desktop_app.actions import holds
from desktop_app.actions.erasing import is_erased
from desktop_app.actions.erasing_asked import request_values
from desktop_app.actions.erasing_plan import GROUNDS, kept_until
from desktop_app.actions.holds import TABLE
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.domain import data_requests, entities, fields, reasons, status
from desktop_app.domain.authority import REQUEST, asked_reason
from desktop_app.domain.merge import State
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage.work import Changes, Work, new_id
from resources.i18n import tr

ENTITY: Final = "data_request"


@dataclass(frozen=True, slots=True)
class RecordRequest:
    """The wish to record what somebody asked. `day` and `hour` are typed, empty for now; `bukti` is where the
    proof lies, `isi` what exactly was asked."""

    application: str
    jenis: str
    cara: str
    isi: str = ""
    bukti: str = ""
    day: str = ""
    hour: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The request's record (hex), what happened along with it and what comes next, and what moved."""

    record: str
    told: tuple[str, ...]
    changes: Changes


def may_record(office: Office) -> bool:
    """Whether the person who is in may record and answer requests."""
    writers = entities.ENTITIES[ENTITY].writers.get(office.info.kind, frozenset())
    return bool(office.person.roles & writers)


def record_request(office: Office, wish: RecordRequest) -> Recorded:
    """Record a request about one application (hex).

    A withdrawal of consent ends an application that is still open, and asks DKUM to cancel an accepted one;
    restriction and withdrawal hold the data from this moment (`actions.holds`). Raises Refused: role, a kind
    or way nobody knows, nothing said where something must be, a time that cannot be read or lies ahead, the
    same kind still open.
    """
    _require_role(office)
    received, problem = data_requests.received_at(wish.day, wish.hour, office.clock())
    if problem is not None:
        raise Refused(f"{problem.title}.", next_step=problem.reason, code=f"masuk.{problem.code}")
    said = {name: _text(name, getattr(wish, name)) for name in ("isi", "bukti")}
    kind, way = (_choice(name, getattr(wish, name)) for name in ("jenis", "cara"))
    if kind in ("perbaikan", "keberatan") and not said["isi"]:
        raise Refused(
            tr("Isi permintaan belum ditulis."),
            next_step=tr("Tulis apa yang diminta, misalnya isian mana yang keliru."),
            code="isi",
        )
    reasons.require_words(tr(data_requests.FIELDS["isi"].label), said["isi"])
    record = new_id()
    with office.work() as work:
        state = work.state(wish.application)
        number = str(state.values.get("nomor_pendaftaran", ""))
        _refuse_open(work, wish.application, kind, number)
        values: dict[str, Any] = {
            "application": wish.application, "jenis": kind, "cara": way, "masuk": received, **said
        }  # fmt: skip
        if kind in GROUNDS:
            values |= request_values(office, work.connection, record, wish.application)
        work.put(record, ENTITY, "set", values, scope=work.scope(wish.application), new=True)
        told = _stop(work, office, wish.application, state) if kind == "penarikan" else ()
        along = holds.others_of(work.connection, bytes.fromhex(wish.application))
        if kind == "penarikan" and along:
            told = (*told, tr("Pendaftaran lain orang ini juga tidak diproses: {nomor}.",
                              nomor=", ".join(along)))  # fmt: skip
        if kind in ("penarikan", "penghapusan"):
            told = (*told, _retention(work, state))
    return Recorded(record, (*told, tr(data_requests.right(kind).deed)), work.changes)


def answer_request(office: Office, record: str, hasil: str, tindakan: str) -> Changes:
    """Say what was done about a request, or why not; an earlier answer stays in the history.

    Raises Refused: role, nothing said, a request that was recorded by mistake; ``not_erased`` where an
    erasure is said to be fulfilled and the data are still here.
    """
    _require_role(office)
    result, done = _choice("hasil", hasil), _text("tindakan", tindakan)
    if not done:
        raise Refused(
            tr("Jawaban belum ditulis."),
            next_step=tr("Tulis apa yang dilakukan, atau mengapa ditolak."),
            code="tindakan",
        )
    reasons.require_words(tr(data_requests.FIELDS["tindakan"].label), done)
    with office.work() as work:
        state = _request(work, record)
        _require_counting(work, state)
        if data_requests.strange(int(state.values["masuk"]), office.clock()):
            raise Refused(
                tr("Jam komputer keliru waktu permintaan ini dicatat, jadi tenggatnya tidak diketahui."),
                next_step=tr("Tandai salah catat, lalu catat lagi dengan tanggal diterimanya."),
                code="masuk.jam_keliru",
            )
        _require_erased(work, office, state, result)
        values = {"hasil": result, "tindakan": done, "dijawab": work.wall}
        work.put(record, ENTITY, "set", values)
    return work.changes


def lift(office: Office, record: str, reason: str) -> Changes:
    """End a restriction, or record that consent was given anew, with the reason. Raises Refused."""
    _require_role(office)
    why = _text("dicabut_alasan", reason)
    with office.work() as work:
        values = _request(work, record).values
        _require_counting(work, work.state(record))
        kind = str(values["jenis"])
        if not data_requests.holds(
            kind, values.get("hasil"), values.get("dicabut"), bool(values.get("batal"))
        ):
            raise Refused(
                tr("Permintaan ini tidak sedang menahan data siapa pun."),
                next_step=tr("Segarkan daftar untuk melihat keadaan terakhir."),
                code="not_held",
            )
        reasons.given(why or "")
        work.put(record, ENTITY, "set", {"dicabut": work.wall, "dicabut_alasan": why})
    return work.changes


def follows(office: Office, kind: str) -> str:
    """What recording a request of this kind does at once to the application, and nothing undoes; "" for
    nothing."""
    if kind != "penarikan" or office.info.kind == "dkum":
        return ""
    return tr(
        "Begitu dicatat, pendaftaran yang belum diputuskan langsung tercatat mengundurkan diri, dan untuk "
        "yang sudah ditetapkan pembatalannya diminta ke DKUM. Itu tidak dapat ditarik kembali."
    )


def stays(kind: str) -> tuple[str, ...]:
    """What a withdrawn consent has done to the application and what neither a new consent nor taking the
    request back undoes, with the way to go on."""
    if kind != "penarikan":
        return ()
    return (
        tr("Pendaftaran yang sudah tercatat mengundurkan diri tetap begitu: bila orangnya mau ikut lagi, "
           "buat pendaftaran baru dengan bukti persetujuannya."),
        tr("Permintaan pembatalan yang sudah dibuat dijawab DKUM; beri tahu DKUM bila keliru."),
    )  # fmt: skip


def take_back(office: Office, record: str, reason: str) -> Changes:
    """Mark a request as recorded by mistake; it stays in the list with the reason. Raises Refused."""
    _require_role(office)
    why = _text("dicabut_alasan", reason)
    reasons.given(why or "")
    with office.work() as work:
        _require_counting(work, _request(work, record))
        work.put(record, ENTITY, "set", {"batal": True, "dicabut_alasan": why})
    return work.changes


# ---- within ------------------------------------------------------------------------------------------


def _stop(work: Work, office: Office, application: str, state: State) -> tuple[str, ...]:
    """What a withdrawn consent does to the application itself, where this person may do it."""
    reason = tr("Persetujuan data pribadi ditarik.")
    if office.info.kind == "dkum":
        return ()
    if status.allowed(state.status, "withdraw", office.person.roles):
        step = {"status": "withdrawn", "alasan": reason}
        work.put(application, "application", "status", step, rev=state.rev or None)
        draft = state.status == "draft"
        return (tr("Draf ini dibuang.") if draft else tr("Pendaftaran ini dicatat mengundurkan diri."),)
    asks = status.allowed(state.status, "request_withdrawal", office.person.roles)
    if asks and asked_reason(state) is None:
        work.put(application, "application", "request", {REQUEST: {"alasan": reason}})
        return (tr("Pembatalan penetapannya diminta ke DKUM."),)
    return ()


def _retention(work: Work, state: State) -> str:
    """Until when the rule book has this application kept, by the rule that erasing goes by."""
    values = state.values
    until = kept_until(
        rules_in_force(work.connection), state.status, values.get("putusan"),
        values.get("program"), values.get("tahun"),
    )  # fmt: skip
    if until is None:
        return tr("Belum diputuskan, jadi buku aturan tidak mewajibkan datanya disimpan.")
    return tr("Datanya masih disimpan sampai {tanggal} menurut buku aturan.",
              tanggal=show_date(until.isoformat()))  # fmt: skip


def _require_role(office: Office) -> None:
    if not may_record(office):
        raise Refused(
            tr("Peran petugas ini tidak mengizinkan pencatatan permintaan data pribadi."),
            next_step=tr("Minta operator, verifikator, admin kantor, atau petugas DKUM mencatatnya."),
            code="role",
        )


def _choice(name: str, code: str) -> str:
    known = data_requests.FIELDS[name].choices
    if code not in {each.code for each in known}:
        label = tr(data_requests.FIELDS[name].label)
        raise Refused(
            tr("{isian}: pilihan belum dikenal.", isian=label),
            next_step=tr("Pilih salah satu: {pilihan}.", pilihan=", ".join(each.code for each in known)),
            code=name,
        )
    return code


def _text(name: str, raw: str) -> str | None:
    value, problem = fields.read_as(data_requests.FIELDS[name], raw)
    if problem is not None:
        raise Refused(
            tr("{isian}: {temuan}.", isian=tr(data_requests.FIELDS[name].label), temuan=problem.title),
            next_step=problem.reason,
            code=name,
        )
    return str(value) if value else None


def _request(work: Work, record: str) -> State:
    state = work.state(record)
    if state.first is None or state.first.op.ent != ENTITY:
        raise Refused(
            tr("Catatan itu tidak ada di kantor ini."),
            next_step=tr("Segarkan daftar, lalu pilih lagi."),
            code="unknown_record",
        )
    return state


def _require_counting(work: Work, state: State) -> None:
    """It was not recorded by mistake, and is not the proof that somebody's wish to be erased was heard."""
    values = state.values
    if values.get("dijawab") is not None and is_erased(work.connection, str(values["application"])):
        raise Refused(
            tr("Data orang ini sudah dihapus, jadi permintaannya dan jawabannya tidak diubah lagi."),
            next_step=tr("Tidak ada yang perlu dilakukan: keduanya tersimpan sebagai bukti penghapusan."),
            code="erased",
        )
    if values.get("batal"):
        raise Refused(
            tr("Permintaan ini ditandai salah catat, jadi tidak dapat dijawab."),
            next_step=tr("Catat permintaan baru bila orangnya meminta lagi."),
            code="taken_back",
        )


def _require_erased(work: Work, office: Office, state: State, result: str) -> None:
    """Only the erasure itself fulfils a request to be erased, and then it is answered by itself."""
    values = state.values
    application = str(values["application"])
    asks = (values["jenis"], result) == ("penghapusan", "dipenuhi")
    if not asks or is_erased(work.connection, application):
        return
    number = str(work.state(application).values.get("nomor_pendaftaran", ""))
    raise Refused(
        tr("Data {nomor} belum dihapus, jadi permintaan ini belum dipenuhi.", nomor=number),
        next_step=tr("Penyetuju DKUM menghapusnya, dan jawabannya tercatat sendiri; selama masih wajib "
                     "disimpan, jawab dipenuhi sebagian.")
        if office.info.kind == "dkum"
        else tr("Yang menghapus adalah DKUM: buat berkas untuk DKUM. Jawabannya tercatat sendiri sesudah "
                "itu; selama datanya masih wajib disimpan, jawab dipenuhi sebagian."),
        record=number,
        code="not_erased",
    )  # fmt: skip


def _refuse_open(work: Work, application: str, kind: str, number: str) -> None:
    """The same kind is not recorded twice while it waits; what was answered may be asked again."""
    rows: Any = work.connection.execute(
        TABLE.select().where(TABLE.c.application == bytes.fromhex(application), TABLE.c.jenis == kind)
    )
    for row in rows:
        if row.batal:
            continue
        holding = data_requests.holds(kind, row.hasil, row.dicabut, cancelled=False)
        if row.dijawab is None or holding:
            raise Refused(
                tr("{jenis} untuk pendaftar ini sudah dicatat dan belum selesai.",
                   jenis=data_requests.kind_label(kind)),
                next_step=tr("Buka permintaan itu, lalu jawab atau cabut."),
                record=number,
                code="open",
            )  # fmt: skip
