"""Papers checked by what an office keeps for it: nobody comes in, no database, no network."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_app.actions import rosters, verifying
from desktop_app.actions.issued import document_pdf
from desktop_app.actions.people import AddPerson, add_person
from desktop_app.actions.rosters import RosterWish
from desktop_app.card import write_info
from desktop_app.cli import main, papers
from desktop_app.errors import Refused
from desktop_app.keys import pins
from desktop_app.sync import registry
from desktop_app.sync.directory import sign_directory
from desktop_app.sync.posted import PUBLIC_DIRECTORY, public_directory
from tests import offices
from tests.documents import surgery
from tests.verifying import paper

PEOPLE = 3


@dataclass(frozen=True)
class Kept:
    """What another computer has: the office's public directory, and a paper it issued."""

    home: Path
    pdf: bytes


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("kota")
    dkum, kelurahan = offices.city(folder)
    one = kelurahan[offices.KUKUSAN]
    records = offices.enter(one, [dict(each) | {"program": "WUB"} for each in offices.persons(PEOPLE)])
    offices.verify(one, records)
    one.enter("Ratna Puspita", offices.PASSPHRASE)
    add_person(one, AddPerson("Surya Darmawan", ("lurah",), offices.PASSPHRASE))
    one.enter("Surya Darmawan", offices.PASSPHRASE)
    made = rosters.seal_roster(one, RosterWish("WUB", 2026, "arsip", "500.3/118", date(2026, 11, 24)))
    pdf = document_pdf(one, made.document)
    home = folder / "tanpa-basis-data"
    home.mkdir()
    for name in ("office.json", PUBLIC_DIRECTORY):
        shutil.copy(one.home / name, home / name)
    one.close()
    dkum.close()
    yield Kept(home, pdf)


@pytest.fixture(autouse=True)
def the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checked on the day it was issued, whatever the computer's clock says."""
    monkeypatch.setattr(papers, "system_clock", offices.Clock())


def answer(home: Path, capsys: pytest.CaptureFixture[str], *files: Path) -> tuple[int, dict[str, object]]:
    code = main(["--json", "--home", str(home), "verify", *map(str, files)])
    return code, json.loads(capsys.readouterr().out)


def test_a_paper_is_judged_while_nobody_is_in(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "baik.pdf", tmp_path / "buruk.pdf"
    good.write_bytes(kept.pdf)
    bad.write_bytes(surgery.overlaid(kept.pdf))
    assert not (kept.home / "wira.db").exists()
    code, found = answer(kept.home, capsys, good)
    assert (code, found["verdict"], found["cause"]) == (0, "sah", "utuh")
    assert str(found["register"]).startswith("Register belum ditanya")
    assert "pastikan bahwa dokumen ini tidak dibatalkan" in str(found["next_step"]), "no promise unasked"
    code, both = answer(kept.home, capsys, good, bad)
    assert code == 1
    files = both["files"]
    assert isinstance(files, list)
    assert [one["verdict"] for one in files] == ["sah", "berubah"]
    assert main(["--home", str(kept.home), "verify", str(bad)]) == 1
    told = capsys.readouterr().out
    for words in ("Sah, tetapi berubah setelahnya", "Halaman 1: ada yang ditimpakan", "Jalur kepercayaan:"):
        assert words in told


def test_a_photograph_of_the_printed_page_is_read_and_laid_beside(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = tmp_path / "foto.jpg"
    photo.write_bytes(paper.jpeg(paper.photographed(paper.printed(kept.pdf, 0, 150))))
    assert main(["--home", str(kept.home), "verify", str(photo)]) == 4, "a person compares"
    told = capsys.readouterr().out
    assert "Nomor 500.3/118, tanggal 24-11-2026" in told and "Register belum ditanya" in told
    for person in offices.persons(PEOPLE):
        assert str(person["nama"]) in told
    code, found = answer(kept.home, capsys, photo)
    assert (code, found["paper"]["kind"], found["to_compare"]) == (4, "kode_sah", True)  # type: ignore[index]
    code, found = answer(kept.home, capsys, photo, tmp_path / "tidak-ada.jpg")
    assert (code, found["to_compare"]) == (3, False), "a page may be on the one that is out of reach"


def test_a_pdf_that_lost_its_seal_is_left_to_a_person(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing in it says any more that it was a paper; its codes are those of the true one."""
    forged = tmp_path / "daftar.pdf"
    forged.write_bytes(surgery.with_a_row_and_nothing_of_its_own(kept.pdf))
    assert main(["--home", str(kept.home), "verify", str(forged)]) == 1
    told = capsys.readouterr().out
    assert "Bandingkan nama dari kode" in told
    assert "dapat dipakai" not in told
    code, found = answer(kept.home, capsys, forged)
    assert (code, found["paper"]["kind"], "verdict" in found) == (1, "kode_sah", False)  # type: ignore[index]


def test_a_revoked_device_can_write_any_day_and_a_retired_one_cannot(kept: Kept, tmp_path: Path) -> None:
    sealed = tmp_path / "segel.pdf"
    sealed.write_bytes(kept.pdf)
    photo = tmp_path / "foto.png"
    paper.printed(kept.pdf, 0, 150).save(photo)
    there = public_directory(kept.home)
    assert there is not None
    (device,) = [one for one in there.content.devices if one.kelurahan == offices.KUKUSAN]
    root = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    rooted = msgspec.structs.replace(there.content, roots=[root.public_key().public_bytes_raw().hex()])
    for day, retired, cause, seal in (
        (24, False, "kunci_dicabut", "dicabut_kemudian"),  # a page tells the day, a seal the moment
        (25, False, "dicabut_kemudian", "dicabut_kemudian"),
        (25, True, "kode_sah", "utuh"),
    ):
        now = int(datetime(2026, 11, day, 3, tzinfo=UTC).timestamp() * 1000)
        ended = registry.revoked(rooted, device.dev, {1: 1}, "laptop hilang", now, retired=retired)
        assert registry.found(registry.readmitted(ended, device.dev, now), device.dev) == device
        home = tmp_path / f"{day}-{retired}"
        home.mkdir()
        (home / PUBLIC_DIRECTORY).write_bytes(sign_directory(ended, [root]))
        found = verifying.check_files([photo, sealed], verifying.kept_anchors(home), now=datetime.now(UTC))
        assert found.pages is not None
        assert [one.cause for one in found.pages.sheets] == [cause]
        verdict = found.files[1].file.verdict
        assert verdict is not None
        assert verdict.cause == seal


def test_a_directory_that_was_exchanged_is_believed_by_nobody_who_came_in_before(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another root's, or an older one of the right root; who never came in compares the fingerprint."""
    there = public_directory(kept.home)
    assert there is not None
    mine, other = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))

    def version(n: int, root: Ed25519PrivateKey) -> bytes:
        content = msgspec.structs.replace(
            there.content, roots=[root.public_key().public_bytes_raw().hex()], next_roots=[], version=n
        )
        return sign_directory(content, [root])

    paper_file, home = tmp_path / "a.pdf", tmp_path / "kantor"
    paper_file.write_bytes(kept.pdf)
    shutil.copytree(kept.home, home)
    file = home / PUBLIC_DIRECTORY
    file.write_bytes(version(5, mine))
    code, found = answer(home, capsys, paper_file)
    (print_of_mine,) = public_directory(home).root_fingerprints()  # type: ignore[union-attr]
    assert (code, print_of_mine in str(found["trust"])) == (0, True)
    assert "cocokkan sidiknya" in str(found["trust"])
    pins.remember(home, [mine.public_key().public_bytes_raw()], 5)
    _code, found = answer(home, capsys, paper_file)
    assert "cocokkan sidiknya" not in str(found["trust"])
    for data, sound in ((version(6, mine), True), (version(4, mine), False), (version(6, other), False)):
        file.write_bytes(data)
        assert main(["--home", str(home), "verify", str(paper_file)]) == (0 if sound else 1)
        assert ("bukan yang terakhir" in capsys.readouterr().err) is not sound


def test_the_computers_own_code_names_its_own_office(tmp_path: Path) -> None:
    """As long as no directory says so of its key."""
    one = offices.office(tmp_path / "kantor")
    (own,) = verifying.office_anchors(one).keys
    assert (own.public_key, own.offices) == (
        one.device.signing_key.public_key().public_bytes_raw(), {offices.KUKUSAN},
    )  # fmt: skip
    one.close()


def test_who_came_in_is_told_of_an_exchanged_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dkum, kelurahan = offices.city(tmp_path)
    dkum.close()
    one = kelurahan[offices.KUKUSAN]
    one.close()
    file = one.home / PUBLIC_DIRECTORY
    right = file.read_bytes()
    there = public_directory(one.home)
    assert there is not None
    forger = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    content = msgspec.structs.replace(there.content, roots=[forger.public_key().public_bytes_raw().hex()])
    file.write_bytes(sign_directory(content, [forger]))
    with pytest.raises(Refused) as refused:
        verifying.kept_anchors(one.home)
    assert refused.value.code == "directory_changed"
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    assert main(["--home", str(one.home), "--user", "Ratna Puspita", "status"]) == 0
    capsys.readouterr()
    assert file.read_bytes() == right, "coming in puts the right one back"
    assert "sungguhan" not in verifying.kept_anchors(one.home).told
    write_info(one.home, msgspec.structs.replace(one.info, sample=True))
    assert "kantor contoh" in verifying.kept_anchors(one.home).told


def test_what_is_no_paper_is_said(kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notes, gone = tmp_path / "catatan.txt", tmp_path / "tidak-ada.pdf"
    notes.write_text("bukan gambar")
    assert main(["--home", str(kept.home), "verify", str(notes)]) == 1
    assert "catatan.txt:" in capsys.readouterr().out
    assert main(["--home", str(kept.home), "verify", str(gone)]) == 3
    assert "tidak-ada.pdf" in capsys.readouterr().out
    huge = tmp_path / "besar.pdf"
    with huge.open("wb") as file:
        file.truncate(verifying.MOST_BYTES + 1)
    with pytest.raises(Refused) as refused:
        verifying.read_file(huge)
    assert refused.value.code == "large"


def test_without_a_grant_there_is_nothing_to_judge_by(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        verifying.kept_anchors(tmp_path)
    assert refused.value.code == "no_root"
    (tmp_path / PUBLIC_DIRECTORY).write_bytes(b"{}")
    with pytest.raises(Refused):
        verifying.kept_anchors(tmp_path)
