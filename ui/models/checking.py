"""One checking on its way: what has to be compared, what was answered, and what is kept of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from desktop_app.domain import recommending, region
from desktop_app.domain.fields import DOCUMENTS, FIELDS, read, show
from desktop_app.domain.findings import is_child
from desktop_app.queries.home import VERIFYING
from desktop_app.queries.verification import Case, Waiting
from resources.i18n import mark, tr, trn
from ui.models.compare import Answer, CheckItem, Paper
from ui.models.table import Cell

DOCUMENT_SHORT = {
    "ktp": mark("KTP-el"),
    "kk": mark("KK"),
    "sku": mark("SKU"),
    "nib": mark("NIB"),
    "pirt": mark("P-IRT"),
    "rekomendasi": mark("Rekomendasi"),
    "pernyataan": mark("Pernyataan"),
    "persetujuan": mark("Lembar persetujuan"),
    "wali": mark("Bukti wali"),
}
"""Short names of the documents, for chips and rows."""
_CONSENT = {"tertulis": mark("di kertas"), "daring": mark("daring"), "rekaman": mark("direkam")}


@dataclass(frozen=True)
class Point:
    """One thing to compare, and the kind of document it is found on. `document` asks for the paper itself."""

    key: str
    label: str
    value: str
    paper: str = ""
    digits: bool = False
    document: bool = False


@dataclass
class Checking:
    """The answers about one case. Every change of it can be kept and taken up again."""

    case: Case
    points: list[Point]
    answers: dict[str, Answer] = field(default_factory=dict[str, Answer])
    notes: dict[str, str] = field(default_factory=dict[str, str])
    lengkap: str = ""

    @classmethod
    def of(cls, case: Case) -> Checking:
        """A checking that begins, with the day the operator wrote as the one to confirm."""
        return cls(case, list(_points(case)), lengkap=show("tanggal_lengkap", case.values["tanggal_lengkap"]))

    # --- keeping

    def form_id(self, user: str) -> str:
        """The name it is kept under."""
        return f"{VERIFYING}:{self.case.record}:{user}"

    def kept(self) -> dict[str, Any]:
        """What is kept of it."""
        return {"answers": self.answers, "notes": self.notes, "lengkap": self.lengkap}

    def where(self, user: str) -> dict[str, Any]:
        """Where it was kept: page, applicant, the revision looked at, and whose it is."""
        return {"page": VERIFYING, "record": self.case.record, "rev": self.case.rev, "user": user}

    def take_up(self, values: Mapping[str, Any], where: Mapping[str, Any]) -> bool:
        """Go on with what was kept; False when the data have changed since, so it starts anew."""
        if where.get("rev") != self.case.rev:
            return False
        keys = {point.key for point in self.points}
        answers = cast("dict[str, Answer]", values.get("answers") or {})
        notes = cast("dict[str, str]", values.get("notes") or {})
        self.answers = {key: answer for key, answer in answers.items() if key in keys}
        self.notes = {key: note for key, note in notes.items() if key in keys}
        self.lengkap = str(values.get("lengkap") or self.lengkap)
        return True

    # --- what it says

    def items(self) -> list[CheckItem]:
        """The rows of the checklist."""
        return [
            CheckItem(
                point.key,
                point.label,
                f"{point.value}\n{self.notes[point.key]}" if self.notes.get(point.key) else point.value,
                self.answers.get(point.key, ""),
                point.digits,
                tr("Asli dilihat") if point.document and not self._scanned(point.paper) else "",
            )
            for point in self.points
        ]

    def point(self, key: str) -> Point:
        """One of the points."""
        return next(point for point in self.points if point.key == key)

    def answered(self) -> int:
        """How many points have an answer."""
        return sum(1 for point in self.points if self.answers.get(point.key))

    def wrong(self) -> list[Point]:
        """The points that do not match, in the order of the list."""
        return [point for point in self.points if self.answers.get(point.key) == "bad"]

    def complete(self) -> bool:
        """Whether every point has an answer."""
        return self.answered() == len(self.points)

    def day(self) -> str | None:
        """The day the file was complete as ISO, None while it cannot be read."""
        value, problem = read("tanggal_lengkap", self.lengkap)
        return str(value) if value and problem is None else None

    def dokumen(self) -> dict[str, str]:
        """The documents seen, by what was answered."""
        seen: dict[str, str] = {}
        for point in self.points:
            if point.document and self.answers.get(point.key) == "ok":
                seen[point.paper] = "ada" if self._scanned(point.paper) else "asli_dilihat"
        return seen

    def checks(self) -> dict[str, str]:
        """The answered checklist as it is stored with the verification."""
        return {point.key: "sesuai" for point in self.points if self.answers.get(point.key) == "ok"}

    def reason(self) -> str:
        """A reason to return it, from the points that do not match."""
        return "; ".join(
            tr("{isian}: {catatan}", isian=point.label, catatan=self.notes[point.key])
            if self.notes.get(point.key)
            else tr("{isian} tidak sesuai", isian=point.label)
            for point in self.wrong()
        )

    def papers(self) -> list[Paper]:
        """The kinds of document to look at: those required, and every other one that was scanned."""
        codes = dict.fromkeys([*self.case.rules.documents, *(sheet.jenis for sheet in self.case.sheets)])
        order = [choice.code for choice in DOCUMENTS if choice.code in codes]
        return [
            Paper(
                code,
                tr(DOCUMENT_SHORT[code]),
                tuple((sheet.mime, sheet.sha256) for sheet in self.case.sheets if sheet.jenis == code),
            )
            for code in order
        ]

    def _scanned(self, code: str) -> bool:
        return any(sheet.jenis == code for sheet in self.case.sheets)


def _points(case: Case) -> Iterator[Point]:
    """What to compare, KTP first, as the eye goes over the papers."""
    values = case.values

    def told(name: str) -> str:
        return show(name, values.get(name)) or tr("belum diisi")

    born = ", ".join(
        part
        for part in (
            show("tempat_lahir", values.get("tempat_lahir")),
            told("tanggal_lahir"),
            str(values.get("jenis_kelamin") or ""),
        )
        if part
    )
    place = region.by_code(str(values.get("kelurahan_kode") or ""))
    around = ", ".join(
        part for part in (told("rt"), told("rw"), place.name if place else "", told("ktp_kabkota")) if part
    )
    yield Point("nik", tr("NIK"), told("nik"), "ktp", digits=True)
    yield Point("nama", tr("Nama"), told("nama"), "ktp")
    yield Point("lahir", tr("Lahir"), born, "ktp")
    yield Point("alamat", tr("Alamat"), told("alamat"), "ktp")
    yield Point("rt_rw", tr("RT, RW, kota"), around, "ktp")
    yield Point("status_kawin", tr("Status kawin"), told("status_kawin"), "ktp")
    yield Point("no_kk", tr("No. KK"), told("no_kk"), "kk", digits=True)
    yield from _programme(case, told)
    for code in case.rules.documents:
        yield _document(case, code)


def _programme(case: Case, told: Any) -> Iterator[Point]:
    values = case.values
    said = values.get(recommending.FIELD) or case.known.letter
    if values.get("program") == "PP" or values.get("rekomendasi_no") or said:
        letter = tr("belum ada")
        if said:
            letter = recommending.words(said)
        elif values.get("rekomendasi_no"):
            letter = f"{told('rekomendasi_no')}, {told('rekomendasi_tanggal')}"
        yield Point("rekomendasi", tr("Rekomendasi"), letter, "rekomendasi")
    if values.get("punya_usaha") == "ya":
        business = ", ".join(str(values[name]) for name in ("nama_usaha", "jenis_usaha") if values.get(name))
        yield Point("usaha", tr("Usaha"), business or tr("belum diisi"), "sku")
    if is_child(values, case.book, case.known.today):
        consent = FIELDS["persetujuan_wali"].label_of(values.get("persetujuan_wali")).lower()
        who = ", ".join(
            filter(None, (told("wali_nama"), show("wali_hubungan", values.get("wali_hubungan")).lower()))
        )
        yield Point("wali", tr("Wali"), tr("{nama}, setuju: {jawaban}", nama=who, jawaban=consent), "wali")
    way = _CONSENT.get(str(values.get("persetujuan_cara") or ""))
    given = tr(
        "{tanggal}, {cara}",
        tanggal=told("persetujuan_waktu"),
        cara=tr(way) if way else tr("cara belum diisi"),
    )
    yield Point("persetujuan", tr("Persetujuan"), given, "persetujuan")


def _document(case: Case, code: str) -> Point:
    sheets = sum(1 for sheet in case.sheets if sheet.jenis == code)
    value = trn("ada, {n} lembar", "ada, {n} lembar", sheets) if sheets else tr("belum dipindai")
    return Point(f"dokumen_{code}", tr(DOCUMENT_SHORT.get(code, code)), value, code, document=True)


def queue_words(total: int, able: int, held: int) -> list[str]:
    """What waits and who may check it, as sentences; `held` of them stand still for a data request."""
    own, told = total - able - held, list[str]()
    if not able and not held:
        told.append(
            tr("Semua nama yang menunggu Anda ketik sendiri, jadi verifikator lain yang memeriksanya.")
        )
    elif not able and own:
        told.append(
            trn("{n} nama yang Anda ketik sendiri menunggu verifikator lain.",
                "{n} nama yang Anda ketik sendiri menunggu verifikator lain.", own)
        )  # fmt: skip
    elif able == total:
        told.append(
            trn("{n} menunggu, semua dapat Anda periksa.", "{n} menunggu, semua dapat Anda periksa.", total)
        )
    elif able and own:
        told.append(tr(
            "{n} menunggu, {m} dapat Anda periksa. Nama yang Anda ketik sendiri menunggu verifikator lain.",
            n=total, m=able,
        ))  # fmt: skip
    elif able:
        told.append(tr("{n} menunggu, {m} dapat Anda periksa.", n=total, m=able))
    if held:
        told.append(
            trn("{n} orang tidak diverifikasi karena datanya dibatasi atau persetujuannya ditarik.",
                "{n} orang tidak diverifikasi karena datanya dibatasi atau persetujuannya ditarik.", held)
        )  # fmt: skip
    return told


def waiting_cell(row: Waiting, today: date, *, narrow: bool) -> Cell:
    """One line of the queue: who, and since when."""
    days = (today - row.since).days
    if row.held:
        told = tr("data ditahan")
        told = told if narrow else tr("{program} · datanya dibatasi atau ditarik", program=row.program)
    elif row.own:
        told = tr("Anda ketik")
        told = told if narrow else tr("{program} · Anda yang mengetik", program=row.program)
    elif row.alone:
        told = tr("Anda ketik, ditandai")
        told = told if narrow else tr("{program} · Anda ketik, ditandai", program=row.program)
    elif days <= 1:
        told = tr("{program} · hari ini", program=row.program)
        told = told if days <= 0 else tr("{program} · kemarin", program=row.program)
    else:
        told = tr("{program} · {n} hari", program=row.program, n=days)
        told = told if narrow else tr("{program} · menunggu {n} hari", program=row.program, n=days)
    icon = "id-card" if row.able else "lock"
    tone = "text" if row.able else "text2"
    return Cell(row.nama or tr("Tanpa nama"), told, tone=tone, strong=row.able, icon=icon, icon_tone=tone)
