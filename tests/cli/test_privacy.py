"""People's own data without a window: asked, listed with its clock, answered; a copy for the person; a breach
report prepared from the records."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import attachments
from desktop_app.cli import main
from desktop_app.documents.render import page_count
from desktop_app.office import open_office
from desktop_app.sample.scans import id_card
from tests import offices
from tests.documents.reading import page_texts, squeezed
from tests.offices import PASSPHRASE

RATNA = "Ratna Puspita"
Run = Callable[..., Any]


@pytest.fixture
def clock() -> offices.Clock:
    return offices.Clock()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
        clock: offices.Clock) -> Run:  # fmt: skip
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr("desktop_app.office.open_office", partial(open_office, clock=clock))

    def call(*words: object) -> Any:
        room = [] if words[0] in ("show", "history", "withdraw") else ["privacy"]
        code = main([*room, *map(str, words), "--json", "--home", str(tmp_path / "kantor"), "--user", RATNA])
        out, err = capsys.readouterr()
        return json.loads(out) if code == 0 else (code, err.strip().splitlines()[-1])

    return call


def breach_report(run: Run, tmp_path: Path, person: Any) -> None:
    """It is prepared, names nobody, and refuses times that have not come."""
    report = Path(run("breach", "--date", "26-11-2026", "--time", "08.00", "--how", "Laptop hilang",
                      "--out", tmp_path)["file"])  # fmt: skip
    said = squeezed(" ".join(page_texts(report.read_bytes())))
    for words in (
        "29-11-2026 08.00",
        "Laptop hilang",
        "Catatan akses yang hilang",
        "Petugas",
        "Pindaian dokumen",
        "Pasal 46",
    ):
        assert words in said, words
    assert person.nama not in said and person.nik not in said.replace(" ", "")
    assert page_count(report.read_bytes()) <= 2
    code, sentence = run("breach", "--date", "30-11-2026", "--out", tmp_path)
    assert code == 1 and "kapan kebocoran itu diketahui" in sentence
    code, sentence = run("breach", "--since", "01-01-2030", "--out", tmp_path)
    assert code == 1 and "belum terjadi" in sentence


def test_the_whole_room_without_a_window(run: Run, tmp_path: Path, clock: offices.Clock) -> None:
    one = offices.office(tmp_path / "kantor", clock=clock)
    twice = offices.persons(2)
    twice[1] = {**twice[0], "tahun": 2025}  # the same person, a year before
    [first, _second] = offices.enter(one, twice, submit=False)
    attachments.attach(one, first, "ktp", id_card(twice[0]))
    number, person = offices.row(one, first).nomor_pendaftaran, offices.row(one, first)
    one.close()

    code, sentence = run("answer", number, "--kind", "salinan", "--done", "x")
    assert (code, "belum pernah dicatat" in sentence) == (1, True)
    asked = run("request", number, "--kind", "salinan", "--way", "surat", "--proof", "Surat 12",
                "--date", "23-11-2026", "--time", "10.00")  # fmt: skip
    assert asked["due"].startswith("2026-11-26T10:00")
    run("request", number, "--kind", "pembatasan")
    clock.forward(days=3)
    told = run("list")
    assert (told["open"], told["overdue"]) == (2, 1)
    assert [(each["jenis"], each["overdue"]) for each in told["requests"]] == [
        ("salinan", True), ("pembatasan", False),
    ]  # fmt: skip

    made = run("copy", number, "--out", tmp_path / "keluar")
    again = run("copy", number, "--out", tmp_path / "keluar")
    assert made["folder"] != again["folder"] and made["missing"] == 0
    assert "NIK dan KK utuh" in made["told"][0] and "hapus folder itu" in made["told"][0]
    folder = Path(made["folder"])
    assert sorted(each.name for each in folder.iterdir()) == [
        "lampiran-1.jpg", "salinan-data.json", "salinan-data.pdf",
    ]  # fmt: skip
    copied = json.loads((folder / "salinan-data.json").read_text(encoding="utf-8"))
    assert len(copied["applications"]) == 2, "everything of the same person"
    facts = {each["name"]: each for each in copied["applications"][0]["own"]["facts"]}
    for name in ("nik", "no_kk", "hp", "alamat", "omzet_tahunan"):
        if getattr(person, name) is not None:
            assert facts[name]["value"] == getattr(person, name), name
    assert [each["kind"] for each in copied["applications"][0]["others"]] == ["data_request"] * 2
    shown = squeezed(" ".join(page_texts((folder / "salinan-data.pdf").read_bytes())))
    for words in (person.nama, "Nomor KK", "Riwayat perubahan", RATNA, "Surat 12", "KTP-el"):
        assert words in shown, words
    later = json.loads((Path(again["folder"]) / "salinan-data.json").read_text(encoding="utf-8"))
    [seen] = later["applications"][0]["looked"]
    assert (seen["deed"], seen["who"]) == ("Salinan untuk orangnya", RATNA), "the first copy was noted"
    stick = tmp_path / "penuh"
    stick.write_text("bukan folder")
    assert run("copy", number, "--out", stick)[0] == 3

    done = run("answer", number, "--kind", "salinan", "--done", "Salinan diserahkan di loket")
    assert done["open"] is False
    assert run("lift", number, "--kind", "pembatasan", "--reason", "Selesai")["holding"] is False
    run("mistake", number, "--kind", "pembatasan", "--reason", "Salah orang")
    assert run("list", "--open")["requests"] == []

    breach_report(run, tmp_path, person)


def test_a_restriction_that_was_lifted_looks_like_none_that_holds(
    run: Run, tmp_path: Path, clock: offices.Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    one = offices.office(tmp_path / "kantor", clock=clock)
    [record] = offices.enter(one, offices.persons(1), submit=False)
    number = offices.row(one, record).nomor_pendaftaran
    one.close()

    def listed() -> str:
        assert main(["privacy", "list", "--home", str(tmp_path / "kantor"), "--user", RATNA]) == 0
        return capsys.readouterr().out

    run("request", number, "--kind", "pembatasan")
    assert "datanya tidak diproses" in (told := listed()) and "dicabut" not in told
    run("lift", number, "--kind", "pembatasan", "--reason", "Selesai")
    assert "sudah dicabut, belum dijawab" in (told := listed()) and "tidak diproses" not in told
    run("answer", number, "--kind", "pembatasan", "--done", "Alamat dibetulkan")
    assert "sudah dicabut" in (told := listed()) and "belum dijawab" not in told


def test_the_open_request_is_meant_not_the_latest(run: Run, tmp_path: Path, clock: offices.Clock) -> None:
    one = offices.office(tmp_path / "kantor", clock=clock)
    [record] = offices.enter(one, offices.persons(1), submit=False)
    number = offices.row(one, record).nomor_pendaftaran
    one.close()
    first = run("request", number, "--kind", "salinan")["request"]
    run("answer", number, "--kind", "salinan", "--result", "ditolak", "--done", "Belum ada bukti diri")
    clock.forward(hours=1)
    late = run("request", number, "--kind", "salinan", "--way", "surat", "--date", "23-11-2026")["request"]
    assert run("answer", number, "--kind", "salinan", "--done", "Diserahkan")["request"] == late
    code, sentence = run("answer", number, "--kind", "salinan", "--done", "x")
    assert code == 1 and "--id" in sentence and first[-8:] in sentence
    told = {each["record"]: each["tindakan"] for each in run("list")["requests"]}
    assert told == {first: "Belum ada bukti diri", late: "Diserahkan"}
    again = run(
        "answer",
        number,
        "--kind",
        "salinan",
        "--id",
        first[-8:],
        "--result",
        "ditolak",
        "--done",
        "Ditolak lagi",
    )
    assert again["request"] == first


def test_who_looks_at_a_restricted_person_reads_it_and_what_was_asked(
    run: Run, tmp_path: Path, clock: offices.Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    one = offices.office(tmp_path / "kantor", clock=clock)
    [record] = offices.enter(one, offices.persons(1))
    number = offices.row(one, record).nomor_pendaftaran
    one.close()
    assert run("show", number)["held"] is None
    run("request", number, "--kind", "pembatasan", "--text", "sampai alamat dibetulkan",
        "--date", "23-11-2026", "--time", "10.00")  # fmt: skip
    answer = ("answer", number, "--kind", "pembatasan", "--done")
    code, sentence = run(*answer, "y")
    assert code == 1 and "dimengerti" in sentence
    assert "dimengerti" in run("request", number, "--kind", "salinan", "--text", "x")[1]
    made = run(*answer, "Dibatasi di semua daftar")["request"]
    code, sentence = run(*answer, "Dibatasi di semua berkas")
    assert code == 1 and "sudah dijawab" in sentence and "wira privacy request" in sentence
    assert run("list")["requests"][0]["tindakan"] == "Dibatasi di semua daftar"
    assert run(*answer, "Dibatasi di semua berkas", "--id", made[-8:])["request"] == made
    code, sentence = run("request", number, "--kind", "penarikan")
    assert code == 1 and "--yes" in sentence
    assert run("show", number)["status"] == "submitted" and len(run("list")["requests"]) == 1
    assert run("show", number)["held"]["kind"] == "pembatasan"
    told = run("history", number)["history"]
    assert [each["title"] for each in told[1:3]] == [
        "Permintaan dijawab: Pembatasan pemrosesan", "Permintaan diterima: Pembatasan pemrosesan",
    ]  # fmt: skip
    fields = {each["label"]: each["after"] for step in told[1:3] for each in step["fields"]}
    assert (fields["Diterima"], fields["Jawaban"]) == ("23-11-2026 10.00", "Dipenuhi")
    assert "alamat" not in fields["Isi permintaan"]
    who = ["--home", str(tmp_path / "kantor"), "--user", RATNA]
    assert main(["withdraw", number, "--reason", "Pindah dari Depok", *who]) == 0
    since = "Pemrosesan datanya dibatasi atas permintaannya. Sejak 23-11-2026 10.00."
    assert since in capsys.readouterr().err, "it is said, and going by one's own wish stays possible"
    assert main(["show", number, *who]) == 0
    assert capsys.readouterr().out.startswith(since)
    other = run("request", number, "--kind", "penarikan", "--yes")
    assert other["request"], "asked for first, then taken"
