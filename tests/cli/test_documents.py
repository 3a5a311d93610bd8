"""The register by command line: listed, shown, saved again, called off."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import issued
from desktop_app.cli import main
from desktop_app.office import open_office
from tests import offices
from tests.issuing import issue_many
from tests.limits import ON_LINUX
from tests.offices import KUKUSAN, PASSPHRASE


def test_a_document_is_listed_shown_saved_and_called_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    dkum.close()
    one = kelurahan[KUKUSAN]
    offices.verify(one, offices.enter(one, [{**person, "program": "WUB"} for person in offices.persons(2)]))
    one.close()
    who = ["--home", str(one.home), "--user", "Dian Lestari"]

    def ask(*words: str) -> dict[str, Any]:
        assert main([*words, *who, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    assert ask("document", "list") == {"count": 0, "documents": []}
    made = ask("sign", "--number", "500.3/118", "--edition", "semua", "--out", str(tmp_path / "a"))
    listed = ask("document", "list", "--year", "2026")
    assert {each["state"] for each in listed["documents"]} == {"sealed"} and listed["count"] == 2
    assert main(["document", "show", "500.3/118", *who]) == 1, "two editions under one number"
    told = capsys.readouterr().err
    assert made["documents"][1][-8:] in told and "Sebutkan --edition, atau" in told
    shown = ask("document", "show", made["documents"][0][-8:])
    assert (shown["edisi"], shown["nomor"], shown["by"]) == ("arsip", "500.3/118", "Dian Lestari")
    again = ask("document", "save", "500.3/118", "--edition", "papan", "--out", str(tmp_path / "b"))
    assert Path(again["file"]).read_bytes() == Path(made["files"][1]).read_bytes()
    assert Path(again["file"]).name == f"daftar-nominatif-papan-500.3.118-{made['documents'][1][-8:]}.pdf"
    words = ["sign", "--document", "500.3/118", "--key", "x.p12", "--out", str(tmp_path / "f")]
    assert main([*words, *who]) == 1
    assert "wira document save" in capsys.readouterr().err and not (tmp_path / "f").exists()
    assert main(["document", "cancel", "500.3/118", "--edition", "papan", "--reason", " ", *who]) == 1
    assert "Tulis mengapa" in capsys.readouterr().err
    ask("document", "cancel", "500.3/118", "--edition", "papan", "--reason", "Salah cetak")
    assert main(["document", "show", "500.3/118", "--edition", "papan", *who]) == 0
    told = capsys.readouterr().out
    assert "Keadaan: Dibatalkan" in told and "Dibatalkan oleh Dian Lestari: Salah cetak" in told
    for words in (("document", "save", made["documents"][1][-8:]), ("roster", "--issued", "500.3 / 118")):
        assert main([*words, "--out", str(tmp_path / "f"), *who]) == 0
        said = " ".join(capsys.readouterr().out.split())
        assert "Dibatalkan oleh Dian Lestari: Salah cetak Jangan dipakai" in said
    assert main(["verify", made["files"][1], *who]) == 1, "what the register says of it comes first"
    told = capsys.readouterr().out
    assert "dibatalkan" in told and "Jangan dipakai" in told and "dapat dipakai" not in told
    assert main(["verify", made["files"][0], *who]) == 0
    capsys.readouterr()
    assert main(["document", "list", *who]) == 0
    told = capsys.readouterr().out
    assert told.count("500.3/118") == 2 and told.endswith("2 dokumen terbit.\n")
    assert main(["roster", "--edition", "arsip", "--out", str(tmp_path / "c"), *who]) == 0
    told = capsys.readouterr().out
    assert "Akan menggantikan nomor 500.3/118" in told and "Isinya sama dengan" in told
    ask("sign", "--number", "500.3/119", "--edition", "arsip", "--out", str(tmp_path / "d"))
    names_the_newer_one([made["files"][0], *who], capsys)
    newer = ask("document", "show", "500.3/119")
    assert newer["older"]["nomor"] == "500.3/118" and newer["difference"]["added"] == []
    copies = ask("document", "copies", "--out", str(tmp_path / "e"))
    assert copies["saved"] == 1, "neither what was called off nor what was replaced"
    assert (tmp_path / "e" / copies["documents"][0]["file"]).read_bytes().startswith(b"%PDF")
    assert main(["document", "show", "500.3/999", *who]) == 1
    assert "wira document list" in capsys.readouterr().err


def names_the_newer_one(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """What a newer paper took the place of is as sound as it was, and no longer the one to use."""
    assert main(["verify", *words]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Diganti nomor 500.3/119" in told and "Pakai dokumen yang baru itu." in told
    assert "dapat dipakai" not in told


@ON_LINUX
def test_a_saved_copy_is_called_what_it_is_and_takes_no_other_files_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same paper is saved as issued, signed, and signed once more; then where nothing can be saved."""
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    one, clock = offices.office(tmp_path / "kantor"), offices.Clock()
    (record,), (twin,) = issue_many(one, 1), issue_many(one, 1)  # both bear 700/1
    pdf = issued.document_pdf(one, record)
    out, who = tmp_path / "keluar", ["--home", str(one.home), "--user", one.session.name]

    def save(*words: str) -> tuple[str, Path]:
        assert main(["document", "save", record[-8:], "--out", str(out), *words, *who]) == 0
        told, path = capsys.readouterr().out.splitlines()
        return told, Path(path)

    def sign(signer: str, after: bytes) -> bytes:
        opened = open_office(one.home, one.session.name, PASSPHRASE, clock=clock)
        issued.add_signed(opened, record, after + signer.encode(), [signer], after=after)
        opened.close()
        return after + signer.encode()

    one.close()
    name = f"daftar-nominatif-arsip-700.1-{record[-8:]}"
    assert save() == ("Dokumen terbit, sama seperti saat diterbitkan:", out / f"{name}.pdf")
    first = sign("Surya Darmawan", pdf)
    assert save() == ("Salinan yang ditandatangani Surya Darmawan:", out / f"{name}-2.pdf")
    second = sign("Yusuf Maulana", first)
    both = "Salinan yang ditandatangani Surya Darmawan, Yusuf Maulana:"
    assert save() == (both, out / f"{name}-3.pdf") == save(), "what is there already is not saved again"
    assert save("--issued") == ("Dokumen terbit, sama seperti saat diterbitkan:", out / f"{name}.pdf")
    kept = [(out / f"{name}{end}.pdf").read_bytes() for end in ("", "-2", "-3")]
    assert kept == [pdf, first, second] and len(list(out.iterdir())) == 3

    assert main(["document", "cancel", "700/1", "--reason", "Nomor kembar", *who]) == 1
    told = capsys.readouterr().err
    assert "Ada 2 dokumen dengan nomor itu. Sebutkan salah satu id ini" in told and "--edition" not in told
    for one_of in (record, twin):
        (line,) = (line for line in told.splitlines() if line.strip().startswith(one_of[-8:]))
        assert "nomornya dipakai dua surat" in line and f"oleh {one.session.name}" in line
    assert main(["document", "show", "zz" * 16, *who]) == 1
    assert "wira document list" in capsys.readouterr().err
    taken = tmp_path / "berkas"
    taken.write_bytes(b"")
    for words in (["save", twin[-8:]], ["copies"]):
        assert main(["document", *words, "--out", str(taken / "x"), *who]) == 3
        told = capsys.readouterr().err
        assert "belum tersimpan" in told and "Pilih folder lain" in told
