"""`wira verify` on every way to forge a paper, beside a validator that shares no code with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli import main, papers
from desktop_app.documents.certificates import CityCa, to_pem
from desktop_app.documents.pades import BSRE_FIELD, SEAL_FIELD
from desktop_app.documents.qr import QrKey
from desktop_app.documents.roster import to_json, write_roster
from desktop_app.documents.seal import SealField, SealKey, seal
from desktop_app.documents.verdict_words import STEPS, words_of
from desktop_app.signing.signer import prepare
from tests.documents import surgery
from tests.documents.conftest import city, qr_key, seal_key
from tests.documents.people import NOW, roster
from tests.documents.validator import second_opinion
from tests.signing import pki
from tests.verifying.test_apart import document

__all__ = ["city", "qr_key", "seal_key"]

LATER = NOW + timedelta(hours=1)
LURAH = "Drs. Surya Darmawan, M.Si."
CHANGED = ("berubah", "diubah_setelahnya")
CASES: dict[str, tuple[Callable[[bytes], bytes], tuple[str, str], str]] = {
    "utuh": (lambda pdf: pdf, ("sah", "utuh"), ""),
    "overlay": (lambda pdf: surgery.overlaid(pdf), CHANGED, "Halaman 1: ada yang ditimpakan"),
    "page replaced": (lambda pdf: surgery.with_page_replaced(pdf, 0), CHANGED, "Halaman 1: isinya diganti"),
    "third party": (
        lambda pdf: surgery.signed_by(pdf, surgery.self_made(LURAH), "Lain", LATER, box=(0, 0, 0, 0)),
        ("berubah", "tanda_tangan_asing"),
        f"sesudahnya {LURAH} menambahkan",
    ),
    "signature stripped": (
        lambda pdf: surgery.with_signature_emptied(pdf, SEAL_FIELD),
        ("tidak_sah", "segel_dilepas"),
        "Segel dokumen ini sudah tidak ada.",
    ),
    "appearance": (
        lambda pdf: surgery.with_other_face(pdf, SEAL_FIELD),
        CHANGED,
        "Tampilan tanda tangan di ruang segel kantor diganti.",
    ),
    "embedded file": (
        lambda pdf: surgery.with_other_attachment(pdf, b"{}"),
        CHANGED,
        "Lampiran data.json di dalam berkas diganti",
    ),
    "self-made in its room": (
        lambda pdf: surgery.signed_by(pdf, surgery.self_made(LURAH), BSRE_FIELD, LATER),
        ("tidak_sah", "sertifikat_sendiri"),
        f"Tanda tangan atas nama {LURAH} memakai sertifikat buatan sendiri.",
    ),
    "below the seal": (surgery.with_one_digit_changed, ("tidak_sah", "isi_diubah"), "Isinya berubah"),
    "half copied": (lambda pdf: pdf[: len(pdf) // 2], ("tidak_pasti", "tidak_terbaca"), "belum tersalin"),
    "password": (surgery.locked, ("tidak_pasti", "kata_sandi"), "dikunci dengan kata sandi"),
    "deep nesting": (
        lambda _pdf: document(b"<</Type/Catalog/A " + b"[" * 400_000 + b"]" * 400_000 + b">>"),
        ("tidak_pasti", "terlalu_rumit"),
        "terlalu besar atau terlalu dalam",
    ),
}  # fmt: skip


@pytest.fixture
def run(
    tmp_path: Path, city: CityCa, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    monkeypatch.setattr(papers, "system_clock", lambda: LATER)
    root = tmp_path / "dkum.pem"
    root.write_bytes(to_pem(city.certificate))

    def wira(files: list[Path], *options: str) -> tuple[int, str]:
        code = main([*options, "verify", "--root", str(root), *map(str, files)])
        return code, capsys.readouterr().out

    return wira


def test_every_forgery_is_named_and_another_validator_agrees(
    run: Callable[..., tuple[int, str]], tmp_path: Path, city: CityCa, seal_key: SealKey, qr_key: QrKey
) -> None:
    def issued(key: SealKey) -> bytes:
        made = roster(3)
        paper = write_roster(made, state="segel", now=NOW, key=qr_key)
        field = SealField(places=paper.places, sealed_by="Lurah Kukusan", directory_version=14)
        pdf = surgery.with_attachment(paper.pdf, to_json(made))
        return seal(pdf, key, reason="Terbit", location="Depok", now=NOW, field=field)

    pdf = issued(seal_key)
    files = {name: (change(pdf), judged, words) for name, (change, judged, words) in CASES.items()}
    own = (issued(surgery.self_made(LURAH)), ("tidak_sah", "sertifikat_sendiri"), f"atas nama {LURAH}")
    files["self-made seal"] = own
    paths = [tmp_path / f"{name}.pdf" for name in files]
    for path, (data, _judged, _words) in zip(paths, files.values(), strict=True):
        path.write_bytes(data)
    gone = [tmp_path / "tidak-ada.pdf", tmp_path / ("a" * 5000), tmp_path]
    code, told = run([*gone, *paths], "--json")
    assert code == 1
    answers: list[dict[str, Any]] = json.loads(told)["files"]
    assert [one["code"] for one in answers[:3]] == ["file"] * 3
    for name, one in zip(files, answers[3:], strict=True):
        data, judged, words = files[name]
        assert (one["verdict"], one["cause"]) == judged, name
        assert words in json.dumps(one, ensure_ascii=False) and one["next_step"], name
        if judged[1] != "terlalu_rumit":  # the other one dies of it
            assert second_opinion(data, [city.certificate]) is (one["verdict"] == "sah"), name
    code, told = run([*gone, tmp_path / "third party.pdf", tmp_path / "appearance.pdf"])
    assert code == 1
    for words in (f"Tanda tangan: {LURAH}.", "Sesudah segel kantor: Tampilan tanda tangan"):
        assert words in told
    assert all(field not in told for field in (SEAL_FIELD, BSRE_FIELD)), "people know no names of fields"
    assert len(max(told.splitlines(), key=len)) < 600


def test_a_file_that_is_missing_silences_no_other(
    run: Callable[..., tuple[int, str]],
    tmp_path: Path,
    seal_key: SealKey,
    qr_key: QrKey,
    capsys: pytest.CaptureFixture[str],
) -> None:
    paper = write_roster(roster(3), state="segel", now=NOW, key=qr_key)
    field = SealField(places=paper.places, sealed_by="Lurah Kukusan", directory_version=14)
    good, other, gone = (tmp_path / f"{name}.pdf" for name in ("baik", "lain", "tidak-ada"))
    good.write_bytes(seal(paper.pdf, seal_key, reason="Terbit", location="Depok", now=NOW, field=field))
    other.write_bytes(good.read_bytes())
    code, told = run([good, gone, other])
    assert code == 3, "nothing is wrong, and one is out of reach"
    assert [line for line in told.splitlines() if not line.startswith(" ")] == [
        "baik.pdf: Segel sah, register belum ditanya",
        "tidak-ada.pdf: Berkas tidak-ada.pdf tidak ada di sana. Periksa flash disk, nama, dan foldernya, "
        "lalu ulangi.",
        "lain.pdf: Segel sah, register belum ditanya",
    ]
    assert run([good, other])[0] == 0
    assert run([gone])[0] == 3
    main(["verify", "--root", str(tmp_path / "dkum.pem"), str(good), str(gone)])
    assert "1 berkas diperiksa, 1 tidak terbaca." in capsys.readouterr().err.splitlines()


def test_who_is_not_believed_can_be_chosen(
    run: Callable[..., tuple[int, str]], tmp_path: Path, seal_key: SealKey, qr_key: QrKey
) -> None:
    """Of a person's signature: the command and the place; of a seal only DKUM can tell."""
    people = pki.shared()
    signer = SealKey(people.lurah.key, people.lurah.certificate, (people.between.certificate,))  # type: ignore[arg-type]
    path = tmp_path / "tte.pdf"
    paper = write_roster(roster(3), state="tte", now=NOW, key=qr_key)
    path.write_bytes(surgery.signed_by(prepare(paper.pdf, paper.places), signer, BSRE_FIELD, NOW))
    code, told = run([path])
    assert code == 1
    assert "`wira tte trust`" in told and "Pengaturan" not in told
    assert words_of("penerbit_tidak_dikenal", None, witnessed=False)[1] == STEPS["penerbit_tidak_dikenal"]
