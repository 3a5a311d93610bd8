"""What the table of duties says holds below every window and command: anything else is refused by the
one place that commits, whatever asked for it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import came_back, city_staff, devices, erasing, moving, safekeeping, trust
from desktop_app.actions.backup import make_backup, require_replacer
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.lost_blobs import put_back_blobs
from desktop_app.actions.people import require_admin
from desktop_app.cli import main
from desktop_app.domain import entities, status
from desktop_app.domain.duties import DUTIES, TABLE, UPKEEP, Duty, who
from desktop_app.domain.people import OFFICE_ROLES, ROLE_LABELS, ROLES, OfficeKind
from desktop_app.domain.rulebook import default_rules, write_rules
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries.journal import require_reader
from desktop_app.storage.work import new_id
from resources import i18n
from resources.i18n import tr
from tests import offices
from tests.domain.test_duties import OWN, STEPS, own_values, plain_values
from tests.offices import KUKUSAN, PASSPHRASE
from tests.source import ROOT

PROPOSAL = {"hasil": "accepted", "peringkat": 1, "undian": "ab", "alasan": "", "putusan_rec": "cd" * 16}
HERE = sorted(OFFICE_ROLES["kelurahan"])


class Staffed:
    """An office with one person for each role, and an application in each status that it can hold."""

    def __init__(self, office: Office, kind: OfficeKind, records: Mapping[str, str]) -> None:
        self.office, self.kind, self.records = office, kind, records
        self.roles = sorted(OFFICE_ROLES[kind])
        for role in self.roles:
            offices.add(office, f"Petugas {role}", role)

    def refusal(self, record: str, ent: str, kind: str, values: Mapping[str, Any]) -> str:
        """Why the place that commits does not take it, "" where it does. Nothing is kept."""
        try:
            with self.office.trial() as work:
                rev = work.state(record).rev if ent == "application" else None
                scope = str(values.get("scope", KUKUSAN))
                work.put(record, ent, kind, values, scope=scope, rev=rev)
        except Refused as refused:
            return refused.code
        return ""

    def proposal(self, record: str) -> str:
        """The op that proposes to accept it, or no op's id."""
        with self.office.trial() as work:
            return (work.state(record).heads.get("usul") or ["0" * 64])[-1]


def asked(one: Staffed, duty: Duty) -> Iterator[tuple[str, bool, str]]:
    """Each case of a duty: where, whether there is such a step there at all, and what became of the try."""
    if duty.code in entities.ENTITIES:
        record, values = plain_values(duty.code, one.kind)
        kind = min(entities.ENTITIES[duty.code].kinds)
        yield "", True, one.refusal(record, duty.code, kind, values)
        return
    if duty.code in OWN:
        ent, kind, values = own_values(duty.code, one.kind)
        yield "", True, one.refusal(new_id(), ent, kind, values)
        return
    for at, record in one.records.items():
        exists = True
        if duty.code in ("fill", "resolve"):
            kind, said = "set" if duty.code == "fill" else "resolve", {"nama": "Sari Dewi"}
        elif duty.code == "answer":
            kind, said = "request", {"permintaan": {"alasan": "pindah", "jawaban": "tidak"}}
        elif duty.code == "propose":
            kind, said = "propose", {"usul": PROPOSAL}
        elif duty.code == "decide":
            kind, said = "decide", {"status": "accepted", "usulan": one.proposal(record)}
            exists = status.transition(at, "decide", "accepted") is not None
        else:
            kind, said = STEPS[duty.code]
            exists = status.transition(at, duty.code) is not None
        yield at, exists, one.refusal(record, "application", kind, said)


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Staffed]]:
    """A kelurahan, a laptop and DKUM. Each has people of every role, and applicants."""
    folder = tmp_path_factory.mktemp("peran")
    made: dict[str, Staffed] = {}
    for kind in ("kelurahan", "lapangan"):
        office = offices.office(folder / kind, kind)
        draft = offices.enter(office, offices.persons(1), submit=False)[0]
        made[kind] = Staffed(
            office, kind, {"draft": draft, "submitted": offices.enter(office, offices.persons(1, seed=7))[0]}
        )
    dkum, kelurahan = offices.city(folder / "kota")
    one = kelurahan[KUKUSAN]
    one.enter("Ratna Puspita", PASSPHRASE)
    records = offices.enter(one, [dict(each) | {"program": "WUB"} for each in offices.persons(3, seed=11)])
    offices.verify(one, records[:2])
    open_file(dkum, make_file(one, folder).paths[0])
    dkum.enter("Hendra Wijaya", PASSPHRASE)
    for record in records[:2]:
        with dkum.work() as work:
            work.put(record, "application", "propose", {"usul": PROPOSAL}, rev=work.state(record).rev)
    accepted = records[1]
    dkum.enter("Sari Utami", PASSPHRASE)
    with dkum.work() as work:
        state = work.state(accepted)
        said = {"status": "accepted", "usulan": state.heads["usul"][-1]}
        work.put(accepted, "application", "decide", said, rev=state.rev)
    dkum.enter("Hendra Wijaya", PASSPHRASE)
    made["dkum"] = Staffed(
        dkum, "dkum", {"verified": records[0], "accepted": accepted, "submitted": records[2]}
    )
    yield made
    for each in (*(staffed.office for staffed in made.values()), one):
        each.close()


@pytest.mark.parametrize("kind", ["kelurahan", "lapangan", "dkum"])
def test_the_place_that_commits_refuses_what_the_table_does_not_give(
    everywhere: dict[str, Staffed], kind: OfficeKind
) -> None:
    """Every line, role and status that this office can hold: one assertion each, none passes unasked."""
    one, tried = everywhere[kind], 0
    for role in one.roles:
        one.office.enter(f"Petugas {role}", PASSPHRASE)
        for duty in DUTIES:
            may, said = duty.may(kind, [role]), 0
            for at, exists, reason in asked(one, duty):
                about = role == "pendamping" and may and reason == "mentee"  # theirs only; see test_mentoring
                assert about or (not reason) == (may and exists), (role, duty.code, at, reason)
                said += 1
            assert said == (1 if duty.code in {*entities.ENTITIES, *OWN} else len(one.records)), duty.code
            tried += said
    assert tried > len(one.roles) * len(DUTIES)


@pytest.mark.parametrize("kind", ["kelurahan", "lapangan", "dkum"])
def test_what_keeps_the_office_going_is_refused_by_the_action_that_does_it(
    everywhere: dict[str, Staffed], kind: OfficeKind, tmp_path: Path
) -> None:
    """Copies, keys, other offices' people, and whose eyes were where: each line, role and kind of office."""
    office = everywhere[kind].office
    wish, copy = safekeeping.BackupSettings(), make_backup(office, tmp_path).path
    asks: dict[str, Callable[[], object]] = {
        "erase": lambda: erasing.may_erase(office) or None,
        "backup": lambda: safekeeping.set_backup(office, wish),
        "replace": lambda: require_replacer(office.person.roles),
        "lost_files": lambda: put_back_blobs(office, copy),
        "returned": lambda: came_back.settle(office),
        "move": lambda: moving.require_movable(office, tmp_path),
        "sheet": lambda: require_admin(office),
        "new_keys": lambda: devices.ask_new_keys(office, tmp_path),
        "devices": lambda: trust.require_admin(office),
        "city_staff": lambda: city_staff.revoke_person(office, office.session.user, "pindah"),
        "looks": lambda: require_reader(office),
    }
    assert set(asks) == {duty.code for duty in UPKEEP}
    for role in everywhere[kind].roles:
        office.enter(f"Petugas {role}", PASSPHRASE)
        for duty in UPKEEP:
            try:
                found = asks[duty.code]()
                free = found is not None if duty.code == "erase" else True
                if duty.code == "looks":
                    free = require_reader(office).own is None
            except Refused as refused:
                found, free = refused.code, refused.code not in ("role", "place")
                if duty.code == "city_staff" and kind == "dkum":
                    free = refused.code == "place"  # DKUM's own people are its office admin's
                if duty.code == "new_keys":
                    free = refused.code == "not_enrolled"
            assert free == duty.may(kind, [role]), (kind, role, duty.code, found)


class Commands:
    """A closed kelurahan with one person for each role; commands are run as each of them."""

    def __init__(self, folder: Path, kind: OfficeKind = "kelurahan") -> None:
        office = offices.office(folder / "kantor", kind)
        for role in sorted(OFFICE_ROLES[kind]):
            offices.add(office, f"Petugas {role}", role)
        self.folder, self.home = folder, office.home
        (folder / "baru.txt").write_text("kapal layar teluk senja merah")
        (folder / "isi.json").write_text(json.dumps({"nama": "Wulan Sari"}))
        self.numbers: dict[str, list[str]] = {}
        for at, count in (("draft", 3), ("submitted", 6)):
            invented = offices.persons(count, seed=len(at))
            records = offices.enter(office, invented, submit=at == "submitted")
            self.numbers[at] = [offices.row(office, record).nomor_pendaftaran for record in records]
        office.close()

    def run(self, role: str, *words: str) -> bool:
        told = main([*words, "--home", str(self.home), "--user", f"Petugas {role}"])
        assert told in (0, 1)
        return told == 0


def test_the_command_line_gives_nobody_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command for each duty that has one in a kelurahan: each role is refused or let through as the table
    says. Who is refused is tried first, so the record is still as it was for who is not."""
    one = Commands(tmp_path)
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    draft, sent, new = one.numbers["draft"], one.numbers["submitted"], str(tmp_path / "baru.txt")

    def leave(number: str) -> list[str]:
        return ["withdraw", number, "--reason", "pindah"]

    tried: dict[str, tuple[list[str], ...]] = {
        "fill": (["enter", "--number", draft[0], "--file", str(tmp_path / "isi.json")],),
        "submit": (["submit", draft[1]],),
        "verify": (["approve-application", sent[0], "--complete-date", "2026-11-20"],),
        "return": (["return", sent[1], "--reason", "foto kabur"],),
        "reject": (["reject", sent[2], "--reason", "bukan warga", "--yes"],),
        "withdraw": (leave(sent[3]), leave(sent[4])),
        "propose": (["decide", "--propose", "--program", "WUB", "--year", "2026"],),
        "decide": (["decide", "--approve", "ab" * 16],),
        "cancel": (["cancel", sent[5], "--reason", "pindah"],),
        "answer": (["keep", sent[5], "--reason", "tetap"],),
        "person": (["user", "--add", "Baru", "--roles", "operator", "--new-passphrase-file", new],),
    }  # fmt: skip
    for code, every in tried.items():
        duty = next(each for each in DUTIES if each.code == code)
        for role in sorted(HERE, key=lambda role: duty.may("kelurahan", [role])):
            may = duty.may("kelurahan", [role])
            at = sum(duty.may("kelurahan", [each]) for each in HERE if each < role) if may else 0
            words = every[min(at, len(every) - 1)]
            assert one.run(role, *words) == may, (code, role, capsys.readouterr())
    capsys.readouterr()
    assert main(["duties", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["duties"]
    assert [line["code"] for line in told] == [duty.code for duty in TABLE]
    assert main(["duties", "--kind", "lapangan"]) == 0
    words = capsys.readouterr().out
    assert "Mengajukan pendaftar: Operator" in words and "Memverifikasi" not in words


def numbered(office: Office, records: list[str]) -> list[str]:
    return [offices.row(office, record).nomor_pendaftaran for record in records]


def each_refused_or_let_through(
    kind: OfficeKind, home: Path, tried: Mapping[str, list[list[str]]], told: pytest.CaptureFixture[str]
) -> None:
    """Each role runs each duty's command; those who may come last, one after another, each with words of its
    own where the step can be taken only once."""
    for code, every in tried.items():
        duty = next(each for each in DUTIES if each.code == code)
        left = list(every)
        for role in sorted(OFFICE_ROLES[kind], key=lambda role: (duty.may(kind, [role]), role)):
            words = left.pop(0) if duty.may(kind, [role]) and len(left) > 1 else left[0]
            done = main([*words, "--home", str(home), "--user", f"Petugas {role}"]) == 0
            assert done == duty.may(kind, [role]), (kind, code, role, told.readouterr())


def test_nor_does_it_on_a_laptop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a laptop may, and that nobody there verifies, returns, rejects, decides or issues rules."""
    one = Commands(tmp_path, "lapangan")
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    draft, sent, new = one.numbers["draft"], one.numbers["submitted"], str(tmp_path / "baru.txt")
    book = str(tmp_path / "isi.json")
    each_refused_or_let_through("lapangan", one.home, {
        "fill": [["enter", "--number", draft[0], "--file", book]],
        "submit": [["submit", draft[1]]],
        "verify": [["approve-application", sent[0], "--complete-date", "2026-11-20"]],
        "return": [["return", sent[1], "--reason", "foto kabur"]],
        "reject": [["reject", sent[2], "--reason", "bukan warga", "--yes"]],
        "withdraw": [["withdraw", sent[3], "--reason", "pindah"]],
        "propose": [["decide", "--propose", "--program", "WUB", "--year", "2026"]],
        "decide": [["decide", "--approve", "ab" * 16]],
        "cancel": [["cancel", sent[5], "--reason", "pindah"]],
        "person": [["user", "--add", "Baru", "--roles", "operator", "--new-passphrase-file", new]],
        "rulebook": [["rules", "issue", book, "--number", "1", "--date", "15-01-2026"]],
    }, capsys)  # fmt: skip


def test_nor_does_it_at_dkum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """At DKUM nobody does a kelurahan's part, and each of DKUM's steps is taken by its own role alone."""
    dkum, kelurahan = offices.city(tmp_path / "kota")
    one = kelurahan[KUKUSAN]
    records = offices.enter(one, [{**each, "program": "WUB"} for each in offices.persons(3, seed=11)])
    offices.verify(one, records[:2])
    open_file(dkum, make_file(one, tmp_path).paths[0])
    for role in sorted(OFFICE_ROLES["dkum"]):
        offices.add(dkum, f"Petugas {role}", role)
    numbers, home = numbered(dkum, records), dkum.home
    one.close()
    dkum.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    new, isi, book = tmp_path / "baru.txt", tmp_path / "isi.json", tmp_path / "aturan.json"
    new.write_text("kapal layar teluk senja merah")
    isi.write_text(json.dumps({"hp": "081234567890"}))
    book.write_text(json.dumps(write_rules(default_rules("PP", 2026))))
    each_refused_or_let_through("dkum", home, {
        "fill": [["enter", "--number", numbers[2], "--file", str(isi)]],
        "submit": [["submit", numbers[2]]],
        "verify": [["approve-application", numbers[2], "--complete-date", "2026-11-20"]],
        "withdraw": [["withdraw", numbers[2], "--reason", "pindah"]],
        "propose": [["decide", "--propose", "--program", "WUB", "--year", "2026", "--kelurahan", KUKUSAN]],
        "decide": [["decide", "--approve", "all"]],
        "cancel": [["cancel", numbers[0], "--reason", "pindah"]],
        "rulebook": [["rules", "issue", str(book), "--number", "1", "--date", "15-01-2026"]],
    }, capsys)  # fmt: skip
    add = ["user", "--add", "Baru", "--roles", "petugas_dkum", "--new-passphrase-file", str(new)]
    for role in sorted(OFFICE_ROLES["dkum"], key=lambda role: role == "admin_kantor"):
        done = main([*add, "--home", str(home), "--user", f"Petugas {role}"]) == 0
        assert done == (role == "admin_kantor"), "DKUM's own people; its admin sets those of other offices"


def test_readme_shows_the_table() -> None:
    i18n.set_language("en")
    try:
        wanted = [
            f"| {tr(duty.label)} | "
            + " | ".join(
                ", ".join(tr(ROLE_LABELS[role]) for role in who(duty, kind)) or "–"
                for kind in ("kelurahan", "lapangan", "dkum")
            )
            + " |"
            for duty in TABLE
        ]
    finally:
        i18n.set_language("id")
    shown = re.findall(r"^\| .+ \|$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert [line for line in shown if line in wanted] == wanted, "\n".join(wanted)
    assert set(ROLES) == set(ROLE_LABELS)
