"""A headline says what the register knows of a paper: of its PDF and of a scan of it alike, and no more than
was asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desktop_app.actions import issued, rosters, verifying
from desktop_app.actions.rosters import RosterWish
from desktop_app.actions.verifying import CheckedFiles
from desktop_app.cli import main
from desktop_app.cli import papers as paper_commands
from desktop_app.office import Office
from desktop_app.verifying.inspect import Anchors
from resources.i18n import spoken
from tests import offices
from tests.verifying import paper

PEOPLE = 30
WHY = "Salah cetak"
Sealed = tuple[Office, str, Path, tuple[Path, Path]]
"""An office, the record of a roster of two pages that it sealed, its PDF, and both pages scanned."""


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[Sealed]:
    dkum, found = offices.city(tmp_path)
    dkum.close()
    one = found[offices.KUKUSAN]
    people = [dict(each) | {"program": "WUB"} for each in offices.persons(PEOPLE)]
    offices.verify(one, offices.enter(one, people))
    made = rosters.seal_roster(one, RosterWish("WUB", 2026, "arsip", "500.3/118", date(2026, 11, 24)))
    pdf, scans = tmp_path / "daftar.pdf", (tmp_path / "satu.png", tmp_path / "dua.png")
    pdf.write_bytes(issued.document_pdf(one, made.document))
    for page, path in enumerate(scans):
        paper.printed(pdf.read_bytes(), page, 130).save(path)
    yield one, made.document, pdf, scans
    one.close()


def checked(one: Office, anchors: Anchors, *files: Path) -> CheckedFiles:
    return verifying.check_files(files, anchors, now=one.clock())


def headlines(found: CheckedFiles) -> list[str]:
    assert found.pages is not None
    return [*(one.headline for one in found.files if one.headline), found.pages.headline]


def test_a_scan_of_a_cancelled_paper_has_the_headline_of_its_pdf(
    sealed: Sealed,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    one, record, pdf, (first, second) = sealed
    before = checked(one, verifying.office_anchors(one), pdf, first, second)
    assert headlines(before) == ["Sah", "Bandingkan dengan kertasnya"]
    issued.cancel_document(one, record, WHY)
    anchors = verifying.office_anchors(one)
    for scans in ((first, second), (first,), (second,)):
        found = checked(one, anchors, pdf, *scans)
        assert headlines(found) == ["Tidak sah"] * 2, "also where a page is missing"
        assert found.pages is not None and WHY in found.pages.sentence and found.pages.called_off
        assert found.pages.next_step.startswith("Jangan dipakai") and not found.to_compare
    digest = next(name for name in anchors.called_off if len(name) == 64)
    erased = replace(anchors, erased=dict.fromkeys((*anchors.called_off, digest), "Isinya dihapus."))
    found = checked(one, erased, pdf, first, second)
    verdict = found.files[0].file.verdict
    assert found.pages is not None and verdict is not None
    assert found.pages.sentence == verdict.sentence and "Isinya dihapus." in verdict.sentence

    name, home, clock = one.person.nama, one.home, one.clock
    one.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    monkeypatch.setattr(paper_commands, "system_clock", clock)
    who = ("--home", str(home), "--user", name)
    assert main([*who, "verify", str(pdf)]) == main([*who, "verify", str(first)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "daftar.pdf: Tidak sah" in lines and "Tidak sah" in lines
    assert main(["--json", *who, "verify", str(first)]) == 1
    assert json.loads(capsys.readouterr().out)["paper"]["headline"] == "Tidak sah"


def test_a_sheet_of_another_paper_stays_told_beside_the_cancellation(
    sealed: Sealed,
) -> None:
    one, record, pdf, (first, second) = sealed
    glued = second.with_name("tempel.png")
    paper.with_code_of(paper.printed(pdf.read_bytes(), 1, 130), paper.printed(pdf.read_bytes(), 0, 130)).save(
        glued
    )
    issued.cancel_document(one, record, WHY)
    pages = checked(one, verifying.office_anchors(one), first, second, glued).pages
    assert pages is not None and pages.headline == "Tidak sah"
    assert WHY in pages.sentence and "lembar bermasalah" in pages.sentence


def test_of_a_replaced_and_an_erased_paper_pdf_and_scan_say_the_same_next_step(
    sealed: Sealed,
) -> None:
    """Both stay what they are, so the headline does too; which one to use instead is told beside it."""
    one, _record, pdf, scans = sealed
    anchors = verifying.office_anchors(one)
    assert anchors.register is not None
    everything = dict.fromkeys(anchors.register, "Diganti nomor 500.3/119, 25-11-2026.")
    gone = dict.fromkeys(anchors.register, "Isi dokumen ini dihapus.")
    for known in (replace(anchors, newer=everything), replace(anchors, erased=gone)):
        found = checked(one, known, pdf, *scans)
        assert headlines(found) == ["Sah", "Bandingkan dengan kertasnya"]
        verdict = found.files[0].file.verdict
        assert verdict is not None and found.pages is not None
        assert found.pages.next_step.endswith(verdict.next_step) or verdict.next_step in found.pages.next_step
    assert "Isi dokumen ini dihapus." in found.pages.next_step and "dihapus" in verdict.sentence


def test_a_sound_seal_is_no_valid_paper_before_a_register_was_asked(
    sealed: Sealed,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    one, record, pdf, _scans = sealed
    issued.cancel_document(one, record, WHY)
    anchors = verifying.office_anchors(one)
    elsewhere = replace(anchors, register=frozenset(), called_off={})
    unasked = replace(elsewhere, register=None)
    for known, words, english in (
        (unasked, "Segel sah, register belum ditanya", "Seal sound, register not asked"),
        (elsewhere, "Segel sah, tidak ada di register ini", "Seal sound, not in this register"),
    ):
        found = checked(one, known, pdf)
        (file,) = found.files
        assert file.headline == words and file.unsure and found.ok, "the seal is sound all the same"
        with spoken("en"):
            assert file.headline == english
    home, clock = one.home, one.clock
    one.close()
    monkeypatch.setattr(paper_commands, "system_clock", clock)
    assert main(["--home", str(home), "verify", str(pdf)]) == 0, "nobody came in, the seal is sound"
    assert "daftar.pdf: Segel sah, register belum ditanya\n" in capsys.readouterr().out
