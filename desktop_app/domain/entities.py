"""The plain entities: whatever stands on the log besides applications and has fields, a place and writers.

One row of `ENTITIES` says all there is to know about an entity. From it follow the columns of its table,
its projection, and what makes an op about it void (exchange design, section 4). Adding a field is one row
here and a migration.

Values travel as JSON: dates as ISO text, ids as 32 hex digits, money as whole rupiah.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final, Literal, cast

from desktop_app.domain import data_requests, erasing, outcome, training
from desktop_app.domain.people import (
    ADMIN_DKUM,
    ADMIN_KANTOR,
    LURAH,
    OPERATOR,
    PENDAMPING,
    PENYETUJU_DKUM,
    PETUGAS_DKUM,
    VERIFIKATOR,
    Role,
)
from resources.i18n import mark

FieldKind = Literal["text", "int", "date", "id", "json", "flag", "days", "names", "mark", "moment"]
Place = Literal["city", "kelurahan", "either"]

MAX_TEXT: Final = 2000
"""Characters of a plain text; longer ones are no office's words."""
MAX_NAME: Final = 40
LAST_MOMENT: Final = 4_102_444_800_000
"""The year 2100 in ms since 1970."""
BOOK: Final = "rulebook"
"""Rule books: what one of them says, applications are judged by."""
LISTS: Final[frozenset[FieldKind]] = frozenset({"json", "days", "names"})
"""Kinds that are kept as JSON."""


@dataclass(frozen=True, slots=True)
class EntityField:
    """One value of an entity.

    `json` holds lists and mappings, `flag` true or false, `id` another record, `days` a list of days in
    their order, `names` a list of short texts, `mark` one sign of an attendance list, `moment`
    ms since 1970. `required` values may never be missing: an op that leaves them out is void. `indexed` ones
    are searched by; `fixed` ones are said by the first op for good. A number lies in `span` (both ends
    included); a text is one of `codes`, or `digits` digits.
    """

    name: str
    kind: FieldKind = "text"
    required: bool = False
    indexed: bool = False
    fixed: bool = False
    span: tuple[int, int] | None = None
    codes: frozenset[str] = frozenset()
    digits: int = 0

    def fits(self, value: object) -> bool:
        """Whether `value`, as it came from an op, can stand here."""
        if value is None:
            return not self.required
        match self.kind:
            case "text":
                return isinstance(value, str) and self._text_fits(value)
            case "int":
                if not isinstance(value, int) or isinstance(value, bool):
                    return False
                return self.span is None or self.span[0] <= value <= self.span[1]
            case "flag":
                return isinstance(value, bool)
            case "date":
                return isinstance(value, str) and _is_date(value)
            case "id":
                return isinstance(value, str) and is_id(value)
            case "json":
                return isinstance(value, (dict, list))
            case "days":
                return _are_days(value, empty=not self.required)
            case "names":
                return isinstance(value, list) and all(map(_is_name, cast("list[object]", value)))
            case "moment":
                return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LAST_MOMENT
            case "mark":
                return isinstance(value, str) and value in training.MARKS

    def _text_fits(self, text: str) -> bool:
        if not text:
            return not self.required
        if self.codes:
            return text in self.codes
        if self.digits:
            return len(text) == self.digits and text.isascii() and text.isdigit()
        return len(text) <= MAX_TEXT


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of record. `writers` are the roles that may write it, by the kind of their office.

    `place`: whose the records are, the city's, a kelurahan's, or either. `kinds`: the kinds of op that
    may touch it; ``issue`` and ``user`` carry the person's own signature. `record_of` makes the record's id
    of what its first op says, where there may be only one record of it: an op about another record is void.
    `rule`: whether what an op sets of what stands, written at `wall`, may not be said together.
    """

    name: str
    label: str
    fields: tuple[EntityField, ...]
    writers: Mapping[str, frozenset[Role]]
    place: Place = "kelurahan"
    kinds: frozenset[str] = frozenset({"set"})
    record_of: Callable[[Mapping[str, Any]], str] | None = None
    rule: Callable[[Mapping[str, Any], Mapping[str, Any], int], bool] | None = None

    @property
    def about_application(self) -> bool:
        """Whether each of its records is about one application, for good."""
        return any(each.name == "application" and each.fixed for each in self.fields)

    def fault(self, record: str, values: Mapping[str, Any], begun: Mapping[str, Any] | None) -> bool:
        """Whether an op setting `values` of `record` leaves it without what its row needs.

        `begun`: what its first op said; None where this is the first, so everything required must be there.
        """
        first = begun is None
        if any(not each.fits(values.get(each.name)) for each in self.fields if first or each.name in values):
            return True
        if begun is None:
            return self.record_of is not None and self.record_of(values) != record
        return any(
            values[each.name] != begun.get(each.name)
            for each in self.fields
            if each.fixed and each.name in values
        )


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _are_days(value: object, *, empty: bool) -> bool:
    """At most so many days as a wave has, each later than the one before."""
    if not isinstance(value, list):
        return False
    days = cast("list[object]", value)
    if not (empty or days) or len(days) > training.MOST_DAYS:
        return False
    if not all(isinstance(day, str) and _is_date(day) for day in days):
        return False
    texts = cast("list[str]", days)
    return all(one < other for one, other in pairwise(texts))


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_NAME


def is_id(text: str) -> bool:
    """Whether a text is a record's id: 32 hex digits in small letters."""
    try:
        return len(text) == 32 and bytes.fromhex(text).hex() == text
    except ValueError:
        return False


_CLERKS: Final[frozenset[Role]] = frozenset({OPERATOR, VERIFIKATOR})
_DKUM: Final[frozenset[Role]] = frozenset({PETUGAS_DKUM})

_BUSINESS = Entity(
    "business",
    mark("Usaha terdaftar"),
    (
        EntityField("nama", required=True, indexed=True),
        EntityField("pemilik"),
        EntityField("nik", indexed=True),
        EntityField("alamat"),
        EntityField("hp", indexed=True),
        EntityField("kbli_kode"),
        EntityField("kbli_edisi"),
        EntityField("nib", indexed=True),
        EntityField("mulai", "date"),
        EntityField("sumber"),
        EntityField("tutup", "flag"),
    ),
    {"kelurahan": _CLERKS, "lapangan": frozenset({OPERATOR}), "dkum": _DKUM},
)
"""An existing business of the kelurahan; the register that "new" is checked against (product, mission)."""

_MENTOR = Entity(
    "mentor",
    mark("Pendamping"),
    (
        EntityField("nama", required=True, indexed=True),
        EntityField("nomor"),
        EntityField("nip"),
        EntityField("hp"),
        EntityField("jabatan"),
        EntityField("berhenti", "date"),
    ),
    {"dkum": frozenset({PETUGAS_DKUM, ADMIN_DKUM})},
    "city",
)
"""One of the city's 83 mentors; `berhenti` is the first day without service. DKUM lists them."""

_MENTOR_AREA = Entity(
    "mentor_area",
    mark("Wilayah pendamping"),
    (
        EntityField("mentor", "id", required=True, indexed=True, fixed=True),
        EntityField("wilayah", required=True, indexed=True),
        EntityField("mulai", "date", required=True),
        EntityField("selesai", "date"),
    ),
    {"dkum": frozenset({PETUGAS_DKUM, ADMIN_DKUM})},
    "city",
)
"""Where a mentor works from `mulai` to `selesai`, both days included: a kelurahan (10 digits) or a kecamatan
(6 digits). Mentors and areas are many-to-many (facts, section 1)."""

_MENTORING: Final[Mapping[str, frozenset[Role]]] = {
    "kelurahan": frozenset({OPERATOR, PENDAMPING}),
    "lapangan": frozenset({OPERATOR, PENDAMPING}),
}

_MENTEE = Entity(
    "mentee",
    mark("Dampingan"),
    (
        EntityField("application", "id", required=True, indexed=True, fixed=True),
        EntityField("mentor", "id", required=True, indexed=True, fixed=True),
        EntityField("mulai", "date", required=True),
        EntityField("selesai", "date"),
    ),
    {"kelurahan": _CLERKS, "lapangan": frozenset({OPERATOR})},
)
"""Who accompanies an accepted applicant from `mulai` to `selesai`, both days included. The office's clerks
say so, not the mentor: it is what opens an applicant to a mentor's account."""

_VISIT = Entity(
    "visit",
    mark("Kunjungan"),
    (
        EntityField("application", "id", required=True, indexed=True, fixed=True),
        EntityField("mentor", "id", required=True, indexed=True),
        EntityField("tanggal", "date", required=True, indexed=True),
        EntityField("tempat"),
        EntityField("pokok", required=True),
        EntityField("masalah"),
        EntityField("saran"),
        EntityField("langkah"),
        EntityField("batal", "flag"),
    ),
    _MENTORING,
)
"""One visit: where, about what, the problem, the advice, the next step. `batal`: written by mistake."""

_TASK = Entity(
    "task",
    mark("Tugas"),
    (
        EntityField("application", "id", required=True, indexed=True, fixed=True),
        EntityField("mentor", "id", required=True, indexed=True, fixed=True),
        EntityField("judul", required=True),
        EntityField("diberikan", "date", required=True),
        EntityField("tenggat", "date"),
        EntityField("diserahkan", "date"),
        EntityField("catatan"),
        EntityField("batal", "flag"),
    ),
    _MENTORING,
)
"""An assignment given to a mentee, due on `tenggat`, handed in on `diserahkan`."""


_ANSWERS: Final = frozenset(each.code for each in outcome.ANSWERS)

_OUTCOME = Entity(
    "outcome",
    mark("Capaian"),
    (
        EntityField("application", "id", required=True, indexed=True, fixed=True),
        EntityField("mulai_usaha", "date"),
        EntityField("nib", indexed=True, digits=13),
        EntityField("nib_tanggal", "date"),
        EntityField("enam_bulan", codes=_ANSWERS),
        EntityField("enam_bulan_tanggal", "date"),
        EntityField("dua_belas_bulan", codes=_ANSWERS),
        EntityField("dua_belas_bulan_tanggal", "date"),
        EntityField("pekerja", "int", span=(0, outcome.MOST_JOBS)),
        EntityField("omzet_kelas", codes=frozenset(each.code for each in outcome.TURNOVER)),
        EntityField("catatan"),
    ),
    _MENTORING,
    record_of=lambda said: outcome.record_of(said["application"]),
)
"""What became of an accepted applicant (`desktop_app.domain.outcome`); one record for each of them."""


_RULEBOOK = Entity(
    BOOK,
    mark("Buku aturan"),
    (
        EntityField("program", required=True, indexed=True),
        EntityField("tahun", "int", required=True),
        EntityField("versi", "int", required=True),
        EntityField("nomor", required=True),
        EntityField("tanggal", "date", required=True),
        EntityField("isi", "json", required=True),
    ),
    {"dkum": frozenset({ADMIN_DKUM})},
    place="city",
    kinds=frozenset({"issue"}),
)
"""One issued version of the rules of a programme and year (`desktop_app.domain.rulebook`)."""

_EXTRACT = Entity(
    "extract",
    mark("Ekstrak data"),
    (
        EntityField("penerima", required=True, indexed=True),
        EntityField("nama", required=True),
        EntityField("keperluan"),
        EntityField("alasan", required=True),
        EntityField("program", required=True),
        EntityField("tahun", "int", required=True),
        EntityField("aturan", "int", required=True),
        EntityField("kolom", "json", required=True),
        EntityField("status_isi", "json"),
        EntityField("nik_isi"),
        EntityField("jumlah", "int", required=True),
        EntityField("bentuk", required=True),
        EntityField("sidik", required=True),
    ),
    {
        "dkum": frozenset({PETUGAS_DKUM, ADMIN_DKUM}),
        "kelurahan": frozenset({LURAH, VERIFIKATOR, ADMIN_KANTOR}),
    },
    place="either",
    kinds=frozenset({"issue"}),
)
"""Data handed out to another agency: to whom, why, which columns of how many rows, and the file's SHA-256
(`sidik`). It holds nobody's data."""


_TRAINING = Entity(
    "training",
    mark("Pelatihan"),
    (
        EntityField("nama", required=True, indexed=True),
        EntityField("jenis", required=True, codes=frozenset(training.KINDS)),
        EntityField("penyelenggara"),
        EntityField("hari", "int"),
        EntityField("keterangan"),
        EntityField("tutup", "flag"),
    ),
    {"dkum": frozenset({PETUGAS_DKUM, ADMIN_DKUM})},
    "city",
)
"""A training of the catalogue: its kind (`training.KINDS`), who holds it, how many days it usually takes."""

_WAVE = Entity(
    "wave",
    mark("Gelombang"),
    (
        EntityField("training", "id", required=True, indexed=True),
        EntityField("nama", required=True, indexed=True),
        EntityField("tempat"),
        EntityField("hari", "days", required=True),
        EntityField("kapasitas", "int", required=True, span=(1, training.MOST_PEOPLE)),
        EntityField("minimal", "int", required=True, span=(1, training.MOST_DAYS)),
        EntityField("wilayah", "names"),
        EntityField("batal", "flag"),
    ),
    {"dkum": _DKUM, "kelurahan": frozenset({OPERATOR})},
    "either",
)
"""One round of a training. `minimal` days of presence complete it; `wilayah` are the kelurahan it is for,
none for all. A kelurahan holds waves of its own; the city's (scope "") are told to every office."""

_PARTICIPANT = Entity(
    "participant",
    mark("Peserta pelatihan"),
    (
        EntityField("wave", "id", required=True, indexed=True, fixed=True),
        EntityField("application", "id", required=True, indexed=True, fixed=True),
        EntityField("nomor", "int", required=True, span=(1, training.MOST_NUMBER)),
        *(EntityField(name, "mark") for name in training.DAY_FIELDS),
        EntityField("batal", "flag"),
    ),
    {**_MENTORING, "dkum": _DKUM},
    record_of=lambda said: training.participant_of(said["wave"], said["application"]),
)
"""Somebody invited to a wave, under a running number that never changes, and how each day was kept: one
field a day, so that two computers with different days are never at odds. Scope: the person's kelurahan.
`batal`: invited by mistake; the number stays theirs."""

_RECOMMENDATION = Entity(
    "recommendation",
    mark("Surat rekomendasi"),
    (
        EntityField("nomor", required=True, indexed=True),
        EntityField("tanggal", "date", required=True),
        EntityField("program", required=True),
        EntityField("tahun", "int", required=True),
        EntityField("dicabut_nomor"),
        EntityField("dicabut_tanggal", "date"),
    ),
    {"dkum": _DKUM},
    "city",
)
"""A letter of DP3AP2KB with a list of women it recommends; the names are records of their own. With
`dicabut_nomor` a later letter has taken the whole list back."""

_RECOMMENDED = Entity(
    "recommended",
    mark("Nama di surat rekomendasi"),
    (
        EntityField("surat", "id", required=True, indexed=True, fixed=True),
        EntityField("baris", "int", required=True),
        EntityField("nama", required=True),
        EntityField("nik", indexed=True),
        EntityField("tanggal_lahir", "date"),
        EntityField("alamat"),
        EntityField("kategori"),
        EntityField("application", "id", indexed=True),
        EntityField("cara"),
        EntityField("bukan", "json"),
        EntityField("dicabut_nomor"),
        EntityField("dicabut_tanggal", "date"),
    ),
    {"dkum": _DKUM},
)
"""One name of such a letter, from row `baris` of its list. It travels to its own kelurahan alone; where the
letter tells none, its scope is the city's code and it stays at DKUM. `application` is whom it means, `cara`
how that is known (``nik``, ``orang``), `bukan` the applications that are somebody else's."""

_DATA_REQUEST = Entity(
    "data_request",
    mark("Permintaan data pribadi"),
    (
        EntityField("application", "id", required=True, indexed=True, fixed=True),
        EntityField("jenis", required=True, fixed=True, codes=data_requests.KINDS),
        EntityField("masuk", "moment", required=True, fixed=True),
        EntityField("cara", required=True, codes=frozenset(way.code for way in data_requests.WAYS)),
        EntityField("bukti"),
        EntityField("isi"),
        EntityField("hasil", codes=frozenset(each.code for each in data_requests.RESULTS)),
        EntityField("tindakan"),
        EntityField("dijawab", "moment"),
        EntityField("dicabut", "moment"),
        EntityField("dicabut_alasan"),
        EntityField("batal", "flag"),
    ),
    {
        "kelurahan": frozenset({OPERATOR, VERIFIKATOR, ADMIN_KANTOR}),
        "lapangan": frozenset({OPERATOR}),
        "dkum": frozenset({*_DKUM, PENYETUJU_DKUM}),  # an erasure answers the request
    },
    rule=data_requests.faulty,
)
"""What a person asked about their own data (`desktop_app.domain.data_requests`): `masuk` is when it came in
and `dijawab` when it was answered, both ms since 1970; `dicabut` when a restriction was lifted or consent
given anew. `batal`: recorded by mistake."""


_ERASURE = Entity(
    "erasure",
    mark("Penghapusan data"),
    (
        EntityField("application", "id", required=True, indexed=True, fixed=True),
        EntityField("dasar", required=True, codes=frozenset(erasing.REASONS)),
        EntityField("jatuh_tempo", "date", required=True),
        EntityField("selesai", "date"),
        EntityField("atas", "id"),
    ),
    {"dkum": frozenset({*_DKUM, PENYETUJU_DKUM})},  # who proposes it is never who erases
    kinds=frozenset({"issue"}),
)
"""That DKUM erases somebody, on whose request (`atas`), and from which day on the rest may go
(`jatuh_tempo`); `selesai` once nothing is left. It outlives the person's data and holds none of them."""


def _index(*entities: Entity) -> Mapping[str, Entity]:
    return MappingProxyType({entity.name: entity for entity in entities})


ENTITIES: Final[Mapping[str, Entity]] = _index(
    _BUSINESS,
    _MENTOR,
    _MENTOR_AREA,
    _MENTEE,
    _VISIT,
    _TASK,
    _RULEBOOK,
    _TRAINING,
    _WAVE,
    _PARTICIPANT,
    _EXTRACT,
    _OUTCOME,
    _RECOMMENDATION,
    _RECOMMENDED,
    _DATA_REQUEST,
    _ERASURE,
)
"""Every plain entity by name."""


ABOUT: Final = frozenset(name for name, each in ENTITIES.items() if each.about_application)
"""Those whose records are about one application: whose it is, and whose mentee, decides what counts."""


def find(ent: str) -> Entity | None:
    """The plain entity of that name; None for applications and the like, and for names of later versions."""
    return ENTITIES.get(ent)


def is_moment(ent: str, name: str) -> bool:
    """Whether a plain entity's field holds a moment."""
    plain = ENTITIES.get(ent)
    return plain is not None and any(each.name == name and each.kind == "moment" for each in plain.fields)


def column_value(field: EntityField, value: object) -> object:
    """A value as its column holds it; JSON is left to the caller."""
    if value is None:
        return None
    if field.kind == "id":
        return bytes.fromhex(cast("str", value))
    if field.kind == "flag":
        return int(bool(value))
    return value
