"""Signing in the window by keys: 63 papers at once, stopped half way, and each refusal beside its field."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.actions import tte
from desktop_app.actions.issued import document_pdf
from desktop_app.actions.signing import KeyFile
from desktop_app.documents.pades import MENTOR_FIELD, OFFICIAL_FIELD
from desktop_app.office import Office
from desktop_app.queries.documents import register
from desktop_app.signing.pkcs12 import FileKey
from desktop_app.signing.signer import fields_of
from tests import offices
from tests.issuing import issue_many
from tests.signing import pki, softhsm
from tests.signing.judging import judged
from tests.signing.pki import DAY, PASSWORD
from tests.signing.softhsm import PIN
from tests.ui.cityscene import Stage, show
from tests.ui.looks import defects, unnamed
from ui.dialogs.signing import SigningDialog
from ui.models.signing import Means
from ui.pages.dokumen import DokumenPage
from ui.worker import Worker

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def kantor(tmp_path: Path) -> Iterator[Office]:
    one = offices.office(tmp_path / "kantor")
    tte.trust(one, pki.shared().root.certificate.public_bytes(pki.Encoding.PEM))
    yield one
    one.close()


@pytest.fixture
def opened(
    qtbot: QtBot, look: object, worker: Worker, kantor: Office
) -> Callable[..., tuple[Stage, SigningDialog]]:
    """Ctrl+K in Dokumen; the papers have been looked at."""

    def open_it(size: tuple[int, int] = (1366, 768)) -> tuple[Stage, SigningDialog]:
        stage = show(qtbot, kantor, worker, DokumenPage, size=size)
        qtbot.waitUntil(stage.settled)
        qtbot.keyClick(stage.window, Qt.Key.Key_K, CTRL)
        dialog = cast("DokumenPage", stage.page).dialog
        assert isinstance(dialog, SigningDialog)
        qtbot.waitUntil(stage.settled)
        return stage, dialog

    return open_it


def key_file(folder: Path, holder: pki.Holder, chain: list[Any], name: str = "kunci.p12") -> str:
    path = folder / name
    path.write_bytes(pki.p12(holder, chain))
    return str(path)


def states(office: Office) -> Counter[str]:
    with office.reading() as connection:
        return Counter(line.state for line in register(connection, office.context))


def findings(dialog: SigningDialog) -> dict[str, str]:
    """What stands beside which field."""
    rows = dialog.keys.rows
    return {name: row.findings[0].words() for name, row in rows.items() if row.findings and name != "role"}


def secrets() -> list[object]:
    """What holds a password or a key, wherever it is."""
    gc.collect()
    return [one for one in gc.get_objects() if isinstance(one, Means | KeyFile | FileKey)]


def test_63_papers_are_signed_stopped_half_way_and_gone_on_with(
    qtbot: QtBot, opened: Callable[..., tuple[Stage, SigningDialog]], kantor: Office, tmp_path: Path
) -> None:
    known = pki.shared()
    records = issue_many(kantor, 63)
    before = document_pdf(kantor, records[0])
    stage, dialog = opened()
    path = key_file(tmp_path, known.pendamping, known.authorities)  # P-256
    qtbot.keyClick(dialog, Qt.Key.Key_A, CTRL)
    assert len(dialog.picked) == 63
    dialog.keys.file.setText(path)
    dialog.keys.secret.setText(PASSWORD)
    qtbot.keyClick(dialog.keys.secret, Qt.Key.Key_Return, CTRL)
    assert dialog.keys.secret.text() == "", "asked once, and no longer in the field"

    def begun() -> bool:  # the newest one is first
        told = dialog.progress.accessibleDescription()
        return "/" in told and int(told.rpartition("/")[2]) <= 58

    qtbot.waitUntil(begun, timeout=30_000)
    assert not dialog.close_button.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: dialog._ended, timeout=30_000)
    outcomes = Counter(line.outcome for line in dialog._lines)
    signed = outcomes["signed"]
    assert 5 <= signed < 63 and outcomes == {"signed": signed, "not_begun": 63 - signed}
    assert states(kantor) == {"signed": signed, "issued": 63 - signed}
    for line in dialog._lines:
        pdf = document_pdf(kantor, line.record)
        assert pdf.startswith(before)
        assert (pdf != before) == (line.outcome == "signed"), "signed whole, or not touched"
    assert secrets() == []

    assert dialog.sign_button.words() == "Lanjutkan yang belum"
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(stage.settled)
    assert len(dialog.picked) == 63 - signed
    dialog.keys.secret.setText(PASSWORD)
    qtbot.keyClick(dialog.keys.secret, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: dialog._ended, timeout=60_000)
    assert states(kantor) == {"signed": 63}
    assert judged(document_pdf(kantor, records[0]), [known.root.certificate]) == {OFFICIAL_FIELD: True}
    assert secrets() == []
    dialog.reject()
    qtbot.waitUntil(stage.settled)


def tab_to(qtbot: QtBot, dialog: SigningDialog, wanted: QWidget) -> None:
    """Go there as somebody without a mouse does."""
    for _step in range(40):
        at = dialog.focusWidget()
        assert at is not None
        if at is wanted:
            return
        qtbot.keyClick(at, Qt.Key.Key_Tab)
    raise AssertionError(f"no key leads to {wanted.accessibleName()}")


def test_the_official_first_then_the_mentor_who_closes_all_by_keys(
    qtbot: QtBot, opened: Callable[..., tuple[Stage, SigningDialog]], kantor: Office, tmp_path: Path
) -> None:
    known = pki.shared()
    (record,) = issue_many(kantor, 1)
    stage, dialog = opened()
    assert dialog.picked == [record], "the paper one was on"
    qtbot.keyClick(dialog.keys.as_what, Qt.Key.Key_2)
    qtbot.waitUntil(stage.settled)
    assert (dialog.picked, dialog.shown(), dialog.sign_button.isEnabled()) == ([], [], False)
    dialog.which._choose(1)
    qtbot.waitUntil(stage.settled)
    assert "Pejabat belum menandatangani" in dialog.why.text()
    qtbot.keyClick(dialog.keys.as_what, Qt.Key.Key_1)
    qtbot.waitUntil(stage.settled)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    assert dialog.picked == [record]
    for holder, field in ((known.lurah, OFFICIAL_FIELD), (known.pendamping, MENTOR_FIELD)):
        tab_to(qtbot, dialog, dialog.keys.file)
        qtbot.keyClick(dialog.keys.file, Qt.Key.Key_A, CTRL)
        qtbot.keyClicks(dialog.keys.file, key_file(tmp_path, holder, known.authorities, f"{field}.p12"))
        tab_to(qtbot, dialog, dialog.keys.secret)
        qtbot.keyClicks(dialog.keys.secret, PASSWORD)
        tab_to(qtbot, dialog, dialog.list)
        qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
        assert dialog.picked == [], "not this one after all"
        qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
        qtbot.keyClick(dialog.list, Qt.Key.Key_Return, CTRL)
        qtbot.waitUntil(lambda: dialog._ended, timeout=15_000)
        assert [line.outcome for line in dialog._lines] == ["signed"]
        assert fields_of(document_pdf(kantor, record)).filled[field]
        if field == OFFICIAL_FIELD:
            assert dialog.sign_button.words() == "Penandatangan berikutnya"
            assert dialog.focusWidget() is dialog.list
            qtbot.keyClick(dialog.list, Qt.Key.Key_Return, CTRL)
            qtbot.waitUntil(stage.settled)
            assert (dialog.keys.role(), dialog.picked) == ("pendamping", [record])
            assert dialog.focusWidget() is dialog.keys.secret
    assert not dialog.sign_button.isVisible(), "nobody comes after the last one"
    qtbot.keyClick(dialog.list, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not stage.window.findChildren(SigningDialog))
    qtbot.waitUntil(stage.settled)


def test_each_refusal_of_a_key_file_stands_beside_its_field(
    qtbot: QtBot, opened: Callable[..., tuple[Stage, SigningDialog]], kantor: Office, tmp_path: Path
) -> None:
    known, now = pki.shared(), kantor.clock()
    issue_many(kantor, 1)
    stage, dialog = opened()
    chain = known.authorities
    dialog.primary()
    assert list(findings(dialog)) == ["file"], "nothing chosen"
    late = pki.issue("Ani Uji", known.between, end=now - timedelta(hours=1))
    early = pki.issue("Ani Uji", known.between, start=now + DAY)
    mail = pki.issue("Ani Uji", known.between, signs=False)
    damaged = tmp_path / "rusak.p12"
    damaged.write_bytes(b"bukan kunci")
    for path, secret, field, words in (
        (
            key_file(tmp_path, known.lurah, chain),
            "keliru",
            "secret",
            "Kata sandi berkas kunci ini tidak cocok",
        ),
        (key_file(tmp_path, late, chain, "a.p12"), PASSWORD, "file", "habis pada"),
        (key_file(tmp_path, early, chain, "b.p12"), PASSWORD, "file", "baru berlaku mulai"),
        (key_file(tmp_path, mail, chain, "c.p12"), PASSWORD, "file", "tidak diterbitkan untuk tanda tangan"),
        (key_file(tmp_path, known.lurah, [], "d.p12"), PASSWORD, "chain", "tidak ada di kunci ini"),
        (str(damaged), PASSWORD, "file", "bukan berkas kunci"),
        (str(tmp_path / "hilang.p12"), PASSWORD, "file", "tidak ada di sana"),
    ):
        dialog.keys.file.setText(path)
        dialog.keys.secret.setText(secret)
        dialog.primary()
        qtbot.waitUntil(lambda: dialog._task is None)
        found = findings(dialog)
        assert list(found) == [field], found
        assert words in found[field]
        focus = dialog.focusWidget()
        assert focus in dialog.keys.rows[field].fields
    assert states(kantor) == {"issued": 1}
    (tmp_path / "rantai.pem").write_bytes(
        b"".join(one.public_bytes(pki.Encoding.PEM) for one in known.authorities)
    )
    dialog.keys.file.setText(str(tmp_path / "d.p12"))
    dialog.keys.chain.setText(str(tmp_path / "rantai.pem"))
    dialog.keys.secret.setText(PASSWORD)
    dialog.primary()
    qtbot.waitUntil(lambda: dialog._ended, timeout=15_000)
    assert states(kantor) == {"signed": 1}
    dialog.reject()
    qtbot.waitUntil(stage.settled)


def test_who_issued_the_key_is_warned_of_before_and_after(
    qtbot: QtBot, opened: Callable[..., tuple[Stage, SigningDialog]], kantor: Office, tmp_path: Path
) -> None:
    known = pki.shared()
    issue_many(kantor, 1)
    tte.distrust(kantor, tte.roots(kantor)[0].fingerprint)
    stage, dialog = opened()
    asked: list[tuple[str, str]] = []
    stage.page.navigate.connect(lambda *where: asked.append(where))
    keys = dialog.keys
    keys.file.setText(key_file(tmp_path, known.lurah, known.authorities))
    for _time in range(2):
        keys.secret.setText(PASSWORD)
        qtbot.keyClick(keys.secret, Qt.Key.Key_Return, CTRL)
        qtbot.waitUntil(lambda: dialog._task is None)
        told = findings(dialog)["file"]
        assert "Akar Uji belum dipilih" in told and "Pengaturan, bagian Tanda tangan" in told
        assert "sekali lagi" in told and dialog.focusWidget() is keys.secret
        assert (keys.secret.text(), states(kantor), secrets()) == ("", {"issued": 1}, [])
        qtbot.waitUntil(lambda: dialog.roots_button.isVisible() and defects(dialog) == [])
        keys._edited("file")  # another key, which the person has not been told of
    keys.secret.setText(PASSWORD)
    dialog.primary()
    qtbot.waitUntil(lambda: dialog._task is None)
    keys.secret.setText(PASSWORD)
    qtbot.keyClick(keys.secret, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: dialog._ended, timeout=15_000)
    assert (states(kantor), secrets()) == ({"signed": 1}, [])
    assert "tidak dapat dipastikan" in dialog.doubt.text() and dialog.doubt.isVisible()
    qtbot.waitUntil(lambda: defects(dialog) == [])
    assert unnamed(dialog) == []
    dialog.roots_button.click()
    qtbot.waitUntil(stage.settled)
    assert asked == [("pengaturan", "tanda-tangan")]


@pytest.mark.skipif(
    not softhsm.DRIVER.exists(), reason="SoftHSM is not installed (Debian: apt install softhsm2)"
)
def test_a_card_is_found_its_pin_counted_and_pulled_out_half_way(
    qtbot: QtBot,
    opened: Callable[..., tuple[Stage, SigningDialog]],
    kantor: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    driver = softhsm.driver()
    issue_many(kantor, 3)
    stage, dialog = opened()
    keys = dialog.keys
    keys.driver.setText(str(tmp_path / "tidak-ada.so"))
    qtbot.keyClick(keys.means, Qt.Key.Key_K)
    qtbot.waitUntil(stage.settled)
    assert "tidak-ada.so" in findings(dialog)["driver"] and not keys.card.isVisible()
    keys.driver.setText(str(driver))
    keys.search_card.click()
    qtbot.waitUntil(stage.settled)
    assert {one.value for one in keys.card.options()} >= {"lurah", "mentor", "kosong"}
    dialog.pick_all()
    dialog.primary()
    assert list(findings(dialog)) == ["secret"], "no PIN yet"
    for label, pin, field, words in (
        ("", PIN, "card", "belum dipilih"),
        ("kosong", PIN, "card", "tidak memuat kunci"),
        ("mentor", "000000", "secret", "tinggal sedikit"),
    ):
        keys.card.set_value(label)
        keys.secret.setText(pin)
        dialog.primary()
        qtbot.waitUntil(lambda: dialog._task is None)
        assert list(findings(dialog)) == [field]
        assert words in findings(dialog)[field]
    keys.search_card.click()
    qtbot.waitUntil(stage.settled)
    assert "pernah salah" in findings(dialog)["card"]
    with softhsm.cards_out() as pull:
        told = dialog.progress.step

        def step(done: int, total: int, sentence: str) -> None:
            told(done, total, sentence)

        real = document_pdf
        read = iter(range(10))

        def reading(office: Office, record: str, **named: Any) -> bytes:
            if next(read) == 1:
                pull()  # before the second paper
            return real(office, record, **named)

        monkeypatch.setattr("desktop_app.actions.issued.document_pdf", reading)
        monkeypatch.setattr(dialog.progress, "step", step)
        keys.secret.setText(PIN)
        dialog.primary()
        qtbot.waitUntil(lambda: dialog._ended, timeout=15_000)
    assert [line.outcome for line in dialog._lines] == ["signed", "refused", "not_begun"]
    assert "tidak menjawab lagi" in dialog.why.text()
    assert states(kantor) == {"signed": 1, "issued": 2}
    dialog.reject()
    qtbot.waitUntil(stage.settled)


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768), (683, 600)])
def test_nothing_is_cut_and_everything_has_a_name(
    qtbot: QtBot, opened: Callable[..., tuple[Stage, SigningDialog]], kantor: Office, size: tuple[int, int]
) -> None:
    issue_many(kantor, 4)
    stage, dialog = opened(size)
    dialog.keys.secret.setText("bukan")
    dialog.keys.file.setText("/tidak/ada.p12")
    dialog.primary()
    qtbot.waitUntil(lambda: "file" in findings(dialog))
    for kind in ("file", "card"):
        dialog.keys.means.set_value(kind)
        dialog.keys.driver.setText("/tidak/ada.so")
        dialog.keys._means_chosen()
        qtbot.waitUntil(stage.settled)
        QApplication.processEvents()
        assert defects(dialog) == []
        assert unnamed(dialog) == []
    dialog.reject()
    qtbot.waitUntil(stage.settled)
