"""The main job without a window, from an empty folder to an accepted applicant on a decided roster."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli import main
from desktop_app.sample.spreadsheets import make_csv, make_xlsx
from tests import offices
from tests.documents.reading import lies

PASSPHRASE = offices.PASSPHRASE
Run = Callable[..., Any]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run(home, user, command, ...)`: the JSON answer, or (exit code, sentence) when it was refused."""
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)

    def call(home: Path, user: str, *words: object) -> Any:
        argv = [*map(str, words), "--json", "--home", str(home)] + (["--user", user] if user else [])
        code = main(argv)
        out, err = capsys.readouterr()
        return json.loads(out) if code == 0 else (code, err.strip().splitlines()[-1] if err else "")

    return call


def test_from_an_empty_folder_to_an_accepted_applicant(run: Run, tmp_path: Path) -> None:
    dkum, kukusan = tmp_path / "dkum", tmp_path / "kukusan"
    found(run, dkum, kukusan, tmp_path / "sandi.txt")
    enrol(run, dkum, kukusan, tmp_path)
    people = [{**person, "program": "WUB"} for person in offices.persons(4)]
    numbers = enter_and_verify(run, kukusan, people, tmp_path)
    seal_and_send(run, dkum, kukusan, tmp_path)
    nomor = decide(run, dkum, kukusan, tmp_path)
    shown = run(kukusan, "Ratna Puspita", "show", numbers[0])
    assert (shown["status"], shown["putusan"]) == ("accepted", nomor)
    assert people[0]["nik"] not in json.dumps(shown)
    status = run(kukusan, "Ratna Puspita", "status")
    assert status["by_status"]["accepted"] == 4
    assert run(kukusan, "Ratna Puspita", "check")["problems"] == []
    (tmp_path / "cadangan").mkdir()
    copy = run(kukusan, "Ratna Puspita", "backup", "--out", tmp_path / "cadangan")
    run(tmp_path / "baru", "Ratna Puspita", "restore", copy["file"])
    again = run(tmp_path / "baru", "Ratna Puspita", "status")
    assert again["by_status"] == status["by_status"]


def found(run: Run, dkum: Path, kukusan: Path, secret: Path) -> None:
    run(dkum, "", "init", "--kind", "dkum", "--name", "Hendra Wijaya")
    run(kukusan, "", "init", "--kelurahan", "Kukusan", "--name", "Ratna Puspita")
    secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
    for home, admin, name, roles in (
        (dkum, "Hendra Wijaya", "Sari Utami", "penyetuju_dkum"),
        (kukusan, "Ratna Puspita", "Dian Lestari", "verifikator"),
        (kukusan, "Ratna Puspita", "Surya Darmawan", "lurah"),
    ):
        told = run(home, admin, "user", "--add", name, "--roles", roles, "--new-passphrase-file", secret)
        assert name in [person["nama"] for person in told["people"]]
    offices.cheapen(dkum, "Hendra Wijaya", "Sari Utami")
    offices.cheapen(kukusan, "Ratna Puspita", "Dian Lestari", "Surya Darmawan")


def enrol(run: Run, dkum: Path, kukusan: Path, tmp_path: Path) -> None:
    # Before DKUM's grant a roster stays DRAF and files wait.
    code, sentence = run(kukusan, "Surya Darmawan", "export", "--out", tmp_path)
    assert (code, "izin DKUM" in sentence) == (1, True)
    request = run(kukusan, "Ratna Puspita", "enrol", "--request", tmp_path)
    assert run(dkum, "", "enrol", "--look", request["file"])["fingerprint"] == request["fingerprint"]
    grant = run(
        dkum, "Hendra Wijaya", "enrol", "--grant", request["file"], "--out", tmp_path,
        "--fingerprint", request["fingerprint"],
    )  # fmt: skip
    root = run(kukusan, "Ratna Puspita", "enrol", "--look", grant["file"])["fingerprints"][0]
    run(kukusan, "Ratna Puspita", "enrol", "--open", grant["file"], "--fingerprint", root)


def enter_and_verify(run: Run, kukusan: Path, people: list[Any], tmp_path: Path) -> list[str]:
    sheet = tmp_path / "pendaftar.csv"
    sheet.write_bytes(make_csv(people[:3]).data)
    told = run(kukusan, "Ratna Puspita", "intake", sheet, "--year", 2026)
    assert told["stored"] == told["counts"]["new"] == 3
    assert len(told["rows"]) == sum(told["counts"].values()) == 6
    one = tmp_path / "satu.json"
    one.write_text(json.dumps(people[3]), encoding="utf-8")
    entered = run(kukusan, "Ratna Puspita", "enter", "--file", one, "--submit")
    assert entered["status"] == "submitted"
    drafts = [
        row["nomor_pendaftaran"]
        for row in run(kukusan, "Ratna Puspita", "list", "--status", "draft")["applicants"]
    ]
    run(kukusan, "Ratna Puspita", "submit", *drafts)
    numbers = [*drafts, entered["nomor_pendaftaran"]]

    code, sentence = run(kukusan, "Ratna Puspita", "approve-application", numbers[0])
    assert (code, "Anda yang mengetik" in sentence) == (1, True)
    run(kukusan, "Dian Lestari", "return", numbers[0], "--reason", "Foto KK kabur")
    run(kukusan, "Ratna Puspita", "submit", numbers[0])
    run(kukusan, "Dian Lestari", "approve-application", "--seen", "ktp,kk", *numbers)
    return numbers


def seal_and_send(run: Run, dkum: Path, kukusan: Path, tmp_path: Path) -> None:
    draft = run(kukusan, "Dian Lestari", "roster", "--year", 2026, "--out", tmp_path)
    assert run(kukusan, "Dian Lestari", "verify", draft["file"])[0] == 1
    sealed = run(kukusan, "Surya Darmawan", "sign", "--year", 2026, "--number", "500.3/1", "--out", tmp_path)
    assert run(kukusan, "Surya Darmawan", "verify", sealed["file"])["verdict"] == "sah"
    up = run(kukusan, "Ratna Puspita", "export", "--out", tmp_path)
    report = run(dkum, "Hendra Wijaya", "import", *up["files"])["files"][0]
    assert (report["new"], report["void"]) == (up["changes"], {})


def decide(run: Run, dkum: Path, kukusan: Path, tmp_path: Path) -> str:
    proposal = run(dkum, "Hendra Wijaya", "decide", "--propose", "--kelurahan", "Kukusan", "--year", 2026)
    assert (proposal["accepted"], proposal["waitlisted"]) == (4, 0)
    decided = run(dkum, "Sari Utami", "decide", "--approve", "all", "--paper", "F4", "--out", tmp_path)[
        "decisions"
    ][0]
    assert lies(Path(decided["files"][0]).read_bytes()) == "F4 lanskap"
    assert all(Path(path).is_file() for path in decided["files"])
    down = run(dkum, "Hendra Wijaya", "export", "--to", "Kukusan", "--out", tmp_path)
    run(kukusan, "Ratna Puspita", "import", *down["files"])
    final = run(kukusan, "Surya Darmawan", "sign", "--year", 2026, "--number", "500.3/2", "--out", tmp_path)
    assert final["people"] == 4
    assert run(kukusan, "", "verify", final["file"])["verdict"] == "sah"  # nobody needs to come in
    assert run(kukusan, "Ratna Puspita", "verify", final["file"])["verdict"] == "sah"
    accepted = run(dkum, "Hendra Wijaya", "list", "--status", "accepted")["applicants"][0][
        "nomor_pendaftaran"
    ]
    why = run(dkum, "Hendra Wijaya", "rank", accepted, "--kelurahan", "Kukusan", "--year", 2026)
    assert (why["status"], why["decision"]) == ("accepted", decided["nomor"])
    assert why["rank"] in (1, 2, 3, 4) and why["reason"]
    return decided["nomor"]


@pytest.fixture
def home(run: Run, tmp_path: Path) -> Path:
    offices.office(tmp_path / "kantor").close()
    return tmp_path / "kantor"


def html(_folder: Path) -> bytes:
    return b"<html><body><table><tr><td>NIK</td></tr></table></body></html>"


def encrypted(_folder: Path) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(2048)


def corrupt(_folder: Path) -> bytes:
    return make_xlsx(offices.persons(2)).data[:900]


@pytest.mark.parametrize("make", [html, encrypted, corrupt])
def test_a_bad_spreadsheet_is_a_sentence_and_changes_nothing(
    run: Run, home: Path, tmp_path: Path, make: Callable[[Path], bytes]
) -> None:
    before = run(home, "", "status")
    sheet = tmp_path / "pendaftar.xlsx"
    sheet.write_bytes(make(tmp_path))
    code, sentence = run(home, "", "intake", sheet)
    assert code == 1
    assert sentence.endswith(".")
    assert run(home, "", "status") == before


@pytest.mark.parametrize(
    ("text", "code"), [("bukan json", 1), ("[1]", 1), ('{"tinggi": 170}', 1), ('{"nama": "Siti"}', 0)]
)
def test_enter_says_what_is_wrong_with_a_file(
    run: Run, home: Path, tmp_path: Path, text: str, code: int
) -> None:
    path = tmp_path / "satu.json"
    path.write_text(text, encoding="utf-8")
    told = run(home, "", "enter", "--file", path)
    assert (told[0] if isinstance(told, tuple) else 0) == code


def test_a_wrong_passphrase_and_a_missing_office(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, sentence = run(tmp_path / "lain", "Siapa", "status")
    assert (code, "Belum ada kantor" in sentence) == (1, True)
    monkeypatch.setenv("WIRA_PASSPHRASE", "bukan sandinya")
    code, sentence = run(home, "Ratna Puspita", "status")
    assert (code, "kata sandi belum cocok" in sentence) == (1, True)


def test_wrong_usage_is_exit_code_two(run: Run, tmp_path: Path) -> None:
    for words in (["nonsense"], ["decide"], ["sign"], []):
        with pytest.raises(SystemExit) as caught:
            main(words)
        assert caught.value.code == 2


def test_something_out_of_reach_is_exit_code_three(run: Run, home: Path, tmp_path: Path) -> None:
    assert run(home, "", "enter", "--file", tmp_path / "tidak-ada.json")[0] == 3
    blocked = tmp_path / "berkas"
    blocked.write_text("bukan folder", encoding="utf-8")
    assert run(home, "", "backup", "--out", blocked / "x")[0] == 3


def test_no_command_needs_qt(home: Path) -> None:
    """A fresh process, the real entry point, no Qt imported at the end."""
    code = (
        "import sys; from ui.entry import main; sys.argv[0] = 'wira'\n"
        "code = main(sys.argv[1:])\n"
        "assert not [name for name in sys.modules if name.startswith(('PySide6', 'shiboken6'))]\n"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "status", "--home", str(home), "--json"],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["applicants"] == 0


def test_the_selftest_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--selftest"]) == 0
    assert capsys.readouterr().err.count("baik") == 5
