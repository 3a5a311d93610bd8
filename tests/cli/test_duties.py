"""Every command of `wira` that writes gives each role, in each kind of office, what the table of duties
says."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions.training import invite
from desktop_app.cli.console import Console
from desktop_app.cli.parser import build_parser
from desktop_app.domain.duties import TABLE, allowed
from desktop_app.domain.people import OFFICE_ROLES, OfficeKind
from desktop_app.domain.rulebook import default_rules, write_rules
from desktop_app.errors import WiraError
from desktop_app.office import Office
from tests import mentors, offices
from tests.flows.whole_numbers import READS, commands
from tests.trainings import city_wave

KINDS: tuple[OfficeKind, ...] = ("kelurahan", "lapangan", "dkum")
NOBODY = "ab" * 16
PAPER = "--number 1 --seal --out {folder}"
TRIED: dict[str, tuple[str, str]] = {
    "enter": ("fill", "--number {number} --file {applicant}"),
    "submit": ("submit", "{number}"),
    "approve-application": ("verify", "{number} --complete-date 2026-11-20"),
    "return": ("return", "{number} --reason kabur-fotonya"),
    "reject": ("reject", "{number} --reason bukan-warga --yes"),
    "withdraw": ("withdraw", "{number} --reason pindah"),
    "discard": ("withdraw", "{number} --reason pindah"),
    "cancel": ("cancel", "{number} --reason pindah"),
    "keep": ("answer", "{number} --reason tetap"),
    "decide": ("propose", "--propose --program WUB --year 2026 --kelurahan 3276061002"),
    "business add": ("business", "--file {business}"),
    "business close": ("business", "{nobody}"),
    "business judge": ("fill", "{number} {nobody} --verdict bukan --reason lain-orang"),
    "mentor add": ("mentor", "Baru"),
    "mentor area": ("mentor_area", "--mentor {mentor} --area 327606"),
    "mentor assign": ("mentee", "--mentor {other} {number}"),
    "mentor stop": ("mentee", "{number} --date 2026-11-20"),
    "visit add": ("visit", "--file {visit}"),
    "visit cancel": ("visit", "{nobody}"),
    "task add": ("task", "--file {task}"),
    "task cancel": ("task", "{nobody}"),
    "task done": ("task", "{nobody}"),
    "training add": ("training", "Pelatihan-baru"),
    "training close": ("training", "Pelatihan-Dasar-WUB"),
    "wave add": ("wave", "--training {training} --name Baru --day 2026-11-17 --capacity 9"),
    "wave change": ("wave", "{wave} --capacity 20"),
    "wave cancel": ("wave", "{wave}"),
    "wave invite": ("participant", "{wave} {number}"),
    "wave remove": ("participant", "{wave} 1"),
    "attend": ("participant", "1h --wave {wave} --day 1"),
    "outcome set": ("outcome", "{number} --start 2026-11-20"),
    "rules issue": ("rulebook", "{rules} --number 1 --date 15-01-2026"),
    "recommendation import": ("recommendation", "{list} --number 1 --date 2026-01-05"),
    "recommendation match": ("recommended", "{nobody} {number} --verdict sama"),
    "recommendation withdraw": ("recommendation", "{nobody}"),
    "extract status": ("extract", "--reason laporan-bulanan --out {folder}/status.csv"),
    "extract make": ("extract", "BPS --reason laporan-bulanan --out {folder}"),
    "conflict resolve": ("resolve", "{nobody} --choose nama=1"),
    "erase do": ("erase", "{number} --why keliru --yes"),
    "erase propose": ("erasure", "{number}"),
    "privacy request": ("data_request", "{number} --kind salinan"),
    "privacy answer": ("data_request", "{number} --kind salinan --result dipenuhi --done sudah-diberi"),
    "privacy lift": ("data_request", "{number} --kind pembatasan --reason sudah-betul"),
    "privacy mistake": ("data_request", "{number} --kind salinan --reason salah-orang"),
    "privacy copy": ("data_request", "{number} --out {folder}"),
    "privacy breach": ("data_request", "--out {folder}"),
    "sign": ("issue", "--program WUB --year 2026 --number 1 --out {folder}"),
    "document cancel": ("issue", "500.3/1 --reason keliru-nomornya"),
    "paper decree": ("decree", "--program WUB --year 2026 --number 1 --seal --out {folder}"),
    "backup": ("backup", "--folder {folder}"),
    "move": ("move", "--out {folder}"),
    "recovery sheet": ("sheet", ""),
    "device rotate": ("new_keys", "--out {folder}"),
    "device revoke": ("devices", "{nobody} --fingerprint ab --reason hilang-kemarin"),
    "device readmit": ("devices", "{nobody} --fingerprint ab"),
    "device lock": ("devices", "--minutes 5"),
    "authority export": ("devices", "--out {folder}"),
    "authority restore": ("devices", "{rules}"),
    "authority next": ("devices", "--out {folder}"),
    "authority adopt": ("devices", "{rules}"),
    "authority recovery": ("devices", ""),
    "authority renew": ("devices", ""),
    "recovery answer": ("devices", "{rules} --name Budi --fingerprint ab --out {folder}"),
    "rules rejudge": ("fill", "{number} --reason aturan-baru"),
    "recap": ("issue", "--program WUB --year 2026 " + PAPER),
    "report": ("issue", "--month 2026-11 " + PAPER),
    "wave roster": ("issue", "{wave} " + PAPER),
    "paper minutes": ("issue", "--program WUB --year 2026 " + PAPER),
    "paper waiting": ("issue", "--program WUB --year 2026 " + PAPER),
    "timestamp set": ("office", "--none"),
    "timestamp trust": ("office", "{rules}"),
    "timestamp untrust": ("office", "ab"),
    "tte trust": ("office", "{rules}"),
    "tte untrust": ("office", "ab"),
    "erase due": ("erase", "--yes"),
    "mentor import": ("mentor", "{mentors}"),
}


EVERYBODYS = frozenset({
    "announce", "demo", "device sheet", "document copies", "document save", "enrol", "export", "import",
    "init", "migrate", "open", "paper consent", "paper form", "paper receipt", "paper statement",
    "paper trial", "recovery enter", "recovery look", "recovery open", "recovery request", "restore",
    "roster", "rules check", "rules preview", "support", "timestamp add", "tte prepare", "tte return",
    "verify", "watch", "wave sheet", "conflict later", "conflict reopen",
})  # fmt: skip
"""Printing, files, copies, one's own key and account, looking into what came; the sealed among them ask where
they are sealed, and who puts keys or a copy back gives a passphrase or the words of a sheet instead."""
DEAR = frozenset({"move", "authority export", "authority next"})
"""Asked only of who may not: the others would leave the office, or make words for a whole second."""
AT_DKUM = {"device rotate": "devices"}
ELSEWHERE: dict[str, frozenset[str]] = {"dkum": frozenset({"paper minutes", "rules rejudge", "sign"})}
"""Minutes, Daftar Nominatif and judging anew are a kelurahan's own."""


class Open(Console):
    """A console of an office that stays open: commands come in one after another."""

    def __init__(self, office: Office) -> None:
        super().__init__(json=True, home=office.home, kept_passphrase=offices.PASSPHRASE)
        self.opened = office

    def who(self) -> str:
        return self.opened.session.name

    @contextmanager
    def office(self, opening: Any = None) -> Generator[Any]:
        yield self.opened


@dataclass(frozen=True)
class Place:
    """An office with somebody of each role, and what the commands' words stand for in it."""

    office: Office
    kind: OfficeKind
    words: dict[str, str]

    def said(self, command: str, words: str) -> str:
        """The code with which the command is refused to the person who is in, "" where it is done."""
        given = [each.format(**self.words) for each in words.split()]
        args = build_parser().parse_args([*command.split(), *given])
        try:
            getattr(import_module(f"desktop_app.cli.{args.module}"), args.handler)(args, Open(self.office))
        except WiraError as error:
            return error.code
        return ""


def written(folder: Path, number: str) -> dict[str, str]:
    """The files that commands read."""
    files: dict[str, object] = {
        "applicant": {"nama": "Wulan"},
        "business": {"nama": "Toko Wulan", "kelurahan_kode": offices.KUKUSAN},
        "visit": {"nomor_pendaftaran": number, "tanggal": "2026-11-20", "pokok": "Kas"},
        "task": {"nomor_pendaftaran": number, "judul": "Hitung HPP", "diberikan": "2026-11-20"},
        "rules": write_rules(default_rules("PP", 2026)),
    }
    for name, document in files.items():
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    (folder / "mentors.csv").write_text(
        "Nomor,Nama,Jabatan,HP,Wilayah\nP-9,Tono Baru,,,Beji\n", encoding="utf-8"
    )
    (folder / "list.csv").write_text("Nama,NIK\n", encoding="utf-8")
    found = {name: str(folder / f"{name}.json") for name in files}
    found |= {name: str(folder / f"{name}.csv") for name in ("list", "mentors")}
    return {**found, "folder": str(folder / "hasil")}


@pytest.fixture(scope="module")
def places(mentor_city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Place]]:
    """A kelurahan, a laptop and DKUM, with somebody of each role, and a wave."""
    folder = tmp_path_factory.mktemp("perintah")
    city = mentors.reopened(mentor_city, folder)
    wave = city_wave(city)
    invite(city.dkum, wave, city.accepted[:1])
    city.down()
    city.assign(0, 0)
    laptop = offices.office(folder / "laptop", "lapangan")
    own = offices.row(laptop, offices.enter(laptop, offices.persons(1))[0]).nomor_pendaftaran
    theirs = offices.row(city.kukusan, city.accepted[0]).nomor_pendaftaran
    with city.dkum.reading() as connection:
        training = str(connection.exec_driver_sql("SELECT lower(hex(uuid)) FROM training").scalar())
    made: dict[str, Place] = {}
    city.kukusan.enter(mentors.RATNA, offices.PASSPHRASE)
    for kind, office in zip(KINDS, (city.kukusan, laptop, city.dkum), strict=True):
        for role in sorted(OFFICE_ROLES[kind]):
            offices.add(office, f"Petugas {role}", role)
        number = own if kind == "lapangan" else theirs
        (folder / f"{kind}-berkas" / "hasil").mkdir(parents=True)
        words = written(folder / f"{kind}-berkas", number)
        words |= {"number": number, "nobody": NOBODY, "wave": wave, "training": training}
        made[kind] = Place(office, kind, words | {"mentor": city.mentors[0], "other": city.mentors[1]})
    yield made
    city.close()
    laptop.close()


def test_every_command_that_writes_has_a_duty_or_is_everybodys() -> None:
    """A new command fails here until somebody says whose it is."""
    assert set(commands()) == {*READS, *TRIED, *EVERYBODYS}
    assert not set(TRIED) & set(EVERYBODYS)
    assert {duty for duty, _words in TRIED.values()} <= {duty.code for duty in TABLE}


@pytest.mark.parametrize("kind", KINDS)
def test_a_command_is_refused_to_who_may_not_and_let_through_to_who_may(
    places: dict[str, Place], kind: OfficeKind
) -> None:
    """Who may not is refused, whatever stands in the way first; nobody who may is told of role or office. The
    place that commits is asked step by step, with each status, by `tests/actions/test_duties.py`."""
    one, told = places[kind], set[str]()
    for may, role in product((False, True), sorted(OFFICE_ROLES[kind])):  # all as it was for who may not
        one.office.enter(f"Petugas {role}", offices.PASSPHRASE)
        for command, (duty, words) in TRIED.items():
            duty = AT_DKUM.get(command, duty) if kind == "dkum" else duty
            if allowed(duty, kind, [role]) != may or (may and command in DEAR):
                continue
            said = one.said(command, words)
            if may:
                elsewhere = command in ELSEWHERE.get(kind, ())
                assert (said in ("role", "place")) == elsewhere, (command, duty, role, said)
            else:
                assert said, (command, duty, role)
                told |= {command} if said in ("role", "place") else set()
    assert len(told) >= {"kelurahan": 40, "lapangan": 36, "dkum": 40}[kind], sorted(set(TRIED) - told)
