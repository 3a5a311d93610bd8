"""What the office knows about the rows of a spreadsheet, asked for many at once.

The same facts that `knowledge.known_about` gives for one application: the family card, the phone, the
register of existing businesses; and people of the same name and birth date under another NIK.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, or_, select

from desktop_app.actions.knowledge import as_business
from desktop_app.domain import likeness
from desktop_app.domain.finding import Earlier, Known
from desktop_app.domain.likeness import Business
from desktop_app.domain.status import ENDED
from desktop_app.storage import dialect, tables
from resources.i18n import tr

_APP: Final = tables.application.c
_REGISTER: Final = tables.PLAIN["business"]
_EARLIER: Final = (_APP.nomor_pendaftaran, _APP.nama, _APP.program, _APP.tahun, _APP.status)
_WANTED: Final = dialect.given_texts("wanted")
_FAMILIES: Final = dialect.Question(
    select(_APP.no_kk, _APP.nik, *_EARLIER)
    .where(_APP.no_kk.in_(_WANTED))
    .order_by(_APP.tahun.desc(), _APP.id.desc())
)
_PHONES: Final = dialect.Question(
    select(_APP.hp, _APP.nik).where(_APP.hp.in_(_WANTED), *(_APP.status != code for code in sorted(ENDED)))
)
_NAMESAKES: Final = dialect.Question(
    select(_APP.nama, _APP.tanggal_lahir, _APP.nomor_pendaftaran, _APP.nik).where(_APP.nama.in_(_WANTED))
)
_ANY_APPLICATION: Final = "SELECT 1 FROM application LIMIT 1"
_ANY_BUSINESS: Final = "SELECT 1 FROM business LIMIT 1"


class Around:
    """Answers for one batch of rows after another, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._people = bool(dialect.ask(connection, _ANY_APPLICATION))
        self._register = bool(dialect.ask(connection, _ANY_BUSINESS))
        self._near: dict[str, likeness.Near] = {}

    def __call__(self, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Known, tuple[str, ...]]]:
        families = self._families(_all(rows, "no_kk"))
        phones = self._phones(_all(rows, "hp"))
        people = self._namesakes(_all(rows, "nama"))
        numbers = self._numbers(rows)
        return [
            (
                Known(
                    same_kk=tuple(
                        one for nik, one in families.get(str(row.get("no_kk")), ()) if nik != row.get("nik")
                    ),
                    same_hp=sum(nik != row.get("nik") for nik in phones.get(str(row.get("hp")), ())),
                    registered=self._registered(row, numbers),
                ),
                tuple(_namesake(row, people)),
            )
            for row in rows
        ]

    def _families(self, cards: Collection[str]) -> Mapping[str, list[tuple[str, Earlier]]]:
        found: dict[str, list[tuple[str, Earlier]]] = defaultdict(list)
        for card, nik, nomor, nama, program, tahun, status in self._ask(_FAMILIES, cards):
            year = tahun if isinstance(tahun, int) else 0
            found[card].append((nik or "", Earlier(nomor, nama or "", program or "", year, status)))
        return found

    def _phones(self, numbers: Collection[str]) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for hp, nik in self._ask(_PHONES, numbers):
            found[hp].append(nik or "")
        return found

    def _namesakes(self, names: Collection[str]) -> Mapping[tuple[str, str], list[tuple[str, str]]]:
        """Registration number and NIK of applications, by name in small letters and birth date."""
        written = {form for name in names for form in (name, name.upper(), name.title())}
        found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for nama, born, nomor, nik in self._ask(_NAMESAKES, written):
            found[nama.casefold(), born or ""].append((nomor, nik or ""))
        return found

    def _ask(self, question: dialect.Question, wanted: Collection[str]) -> Iterable[Any]:
        if not self._people or not wanted:
            return ()
        return question.ask(self._connection, wanted=json.dumps(sorted(wanted)))

    def _numbers(self, rows: Sequence[Mapping[str, Any]]) -> Mapping[tuple[str, str], list[Business]]:
        """Businesses of the whole city with one of these numbers."""
        found: dict[tuple[str, str], list[Business]] = defaultdict(list)
        if not self._register:
            return found
        names = ("nik", "nib", "hp")
        wanted = {name: sorted(_all(rows, name)) for name in names}
        query = select(_REGISTER).where(or_(*(_REGISTER.c[name].in_(wanted[name]) for name in names)))
        for row in self._connection.execute(query):
            one = as_business(row)
            for name in names:
                if value := getattr(one, name):
                    found[name, value].append(one)
        return found

    def _registered(
        self, row: Mapping[str, Any], numbers: Mapping[tuple[str, str], list[Business]]
    ) -> tuple[likeness.Evidence, ...]:
        if not self._register:
            return ()
        one = likeness.applicant_of(row)
        by_number = [
            each for name in ("nik", "nib", "hp") for each in numbers.get((name, getattr(one, name)), ())
        ]
        if one.kelurahan and one.kelurahan not in self._near:
            here = self._connection.execute(select(_REGISTER).where(_REGISTER.c.scope == one.kelurahan))
            self._near[one.kelurahan] = likeness.Near([as_business(each) for each in here])
        near = self._near[one.kelurahan].of(one) if one.kelurahan else []
        every = {each.record: each for each in (*by_number, *near)}
        return likeness.evidence(one, every.values())


def _all(rows: Sequence[Mapping[str, Any]], name: str) -> set[str]:
    return {str(value) for row in rows if (value := row.get(name))}


def _namesake(
    row: Mapping[str, Any], people: Mapping[tuple[str, str], list[tuple[str, str]]]
) -> Iterable[str]:
    born = row.get("tanggal_lahir")
    if not born:
        return
    for nomor, nik in people.get((str(row.get("nama")).casefold(), str(born)), ()):
        if nik != row.get("nik"):
            yield tr(
                "Nama dan tanggal lahirnya sama dengan pendaftar {nomor}, tetapi NIK-nya lain. Periksa KTP.",
                nomor=nomor,
            )
            return
