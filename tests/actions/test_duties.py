"""What the table of duties says holds below every window and command: anything else is refused by the
one place that commits, whatever asked for it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from desktop_app.cli import main
from desktop_app.domain import entities, status
from desktop_app.domain.duties import DUTIES, who
from desktop_app.domain.people import OFFICE_ROLES, ROLE_LABELS, ROLES
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage.work import new_id
from resources import i18n
from resources.i18n import tr
from tests import offices
from tests.domain.test_duties import MENTOR, STEPS, own_values, plain_values
from tests.source import ROOT

HERE = sorted(OFFICE_ROLES["kelurahan"])


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A kelurahan with one person for each role."""
    office = offices.office(tmp_path_factory.mktemp("peran") / "kantor")
    for role in HERE:
        offices.add(office, f"Petugas {role}", role)
    return office


def refusal(office: Office, record: str, ent: str, kind: str, values: dict[str, object]) -> str:
    try:
        with office.trial() as work:
            rev = work.state(record).rev if ent == "application" else None
            work.put(record, ent, kind, values, scope=str(values.get("scope", offices.KUKUSAN)), rev=rev)
    except Refused as refused:
        return refused.code
    return ""


def test_the_place_that_commits_refuses_what_the_table_does_not_give(staffed: Office) -> None:
    draft = offices.enter(staffed, offices.persons(2), submit=False)[0]
    sent = offices.enter(staffed, offices.persons(1, seed=7))[0]
    tried = 0
    for role in HERE:
        staffed.enter(f"Petugas {role}", offices.PASSPHRASE)
        for duty in DUTIES:
            may = duty.may("kelurahan", [role])
            if duty.code in entities.ENTITIES:
                record, values = plain_values(duty.code, "kelurahan")
                kind = min(entities.ENTITIES[duty.code].kinds)
                reason = refusal(staffed, record, duty.code, kind, values)
                mentee = role == "pendamping" and may and "application" in values
                assert (not reason) == (may and not mentee) or (mentee and reason == "mentee"), (
                    role,
                    duty.code,
                )
            elif duty.code in ("issue", "decree", "office", "person"):
                ent, kind, values = own_values(duty.code, "kelurahan")
                assert (not refusal(staffed, new_id(), ent, kind, values)) == may, (role, duty.code)
            elif duty.code in STEPS:
                for record, at in ((draft, "draft"), (sent, "submitted")):
                    kind, values = STEPS[duty.code]
                    wanted = may and status.transition(at, duty.code) is not None
                    reason = refusal(staffed, record, "application", kind, values)
                    assert (not reason) == wanted, (role, duty.code, at, reason)
            tried += 1
    assert tried == len(HERE) * len(DUTIES) and MENTOR
    staffed.enter("Ratna Puspita", offices.PASSPHRASE)


def test_the_command_line_gives_nobody_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office = offices.office(tmp_path / "kantor")
    for role in HERE:
        offices.add(office, f"Petugas {role}", role)
    office.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    (tmp_path / "baru.txt").write_text("kapal layar teluk senja merah")
    admits = next(duty for duty in DUTIES if duty.code == "person")
    for role in HERE:
        told = main(
            ["user", "--add", f"Baru {role}", "--roles", "operator", "--home", str(office.home),
             "--user", f"Petugas {role}", "--new-passphrase-file", str(tmp_path / "baru.txt")]
        )  # fmt: skip
        assert (told == 0) == admits.may("kelurahan", [role]), role
    capsys.readouterr()
    assert main(["duties", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["duties"]
    assert [line["code"] for line in told] == [duty.code for duty in DUTIES]
    assert main(["duties", "--kind", "lapangan"]) == 0
    words = capsys.readouterr().out
    assert "Mengajukan pendaftar: Operator" in words and "Memverifikasi" not in words


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
            for duty in DUTIES
        ]
    finally:
        i18n.set_language("id")
    shown = re.findall(r"^\| .+ \|$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert [line for line in shown if line in wanted] == wanted, "\n".join(wanted)
    assert set(ROLES) == set(ROLE_LABELS)
