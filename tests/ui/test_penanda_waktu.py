"""Time stamps in the window: who is asked is chosen, what is sent is said, and each paper has its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.actions import issued, rosters, timestamps, tte
from desktop_app.documents.data import grouped_hex
from desktop_app.office import Office
from desktop_app.queries.documents import Stamp, detail
from desktop_app.signing.lasting import TimeService
from tests import offices
from tests.signing import authority, pki
from tests.signing.authority import Authority
from tests.ui.cityscene import Stage, show
from tests.ui.looks import defects, unnamed
from tests.ui.sitting import choose, dialog_of
from tests.ui.test_bsre import step
from ui.dialogs.stamping import StampDialog
from ui.pages.dokumen import DokumenPage
from ui.pages.pengaturan import PengaturanPage
from ui.pages.pengaturan_tanda import SigningSection
from ui.pages.pengaturan_waktu import TimesCard
from ui.widgets.dialog import Fact, StopDialog
from ui.widgets.labels import Label
from ui.worker import Worker

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    authority.only_here(monkeypatch)


@pytest.fixture
def kukusan(tmp_path: Path) -> Iterator[Office]:
    """An enrolled kelurahan with three sealed papers; its admin is in."""
    dkum, found = offices.city(tmp_path)
    dkum.close()
    one = found[offices.KUKUSAN]
    invented = [dict(person) | {"program": "WUB"} for person in offices.persons(3)]
    offices.verify(one, offices.enter(one, invented))
    one.enter("Ratna Puspita", offices.PASSPHRASE)
    yield one
    one.close()


@pytest.fixture
def there(kukusan: Office) -> Iterator[Authority]:
    with authority.running() as one:
        one.now = kukusan.clock()
        yield one


def seal(one: Office, number: str) -> str:
    return rosters.seal_roster(one, rosters.RosterWish("WUB", 2026, "arsip", number, one.today())).document


def opened(qtbot: QtBot, stage: Stage) -> StampDialog:
    """The step of the menu, once the dialog knows whom it would ask."""
    page = cast("DokumenPage", stage.page)
    step(page, "penanda waktu").do()
    dialog = dialog_of(qtbot, StampDialog)
    qtbot.waitUntil(stage.settled)
    assert isinstance(dialog, StampDialog)
    return dialog


def words(dialog: StampDialog) -> str:
    return " ".join(one.text() for one in dialog.sent.findChildren(Label))


def test_what_is_missing_is_said_and_leads_to_the_setting(
    qtbot: QtBot, look: object, worker: Worker, kukusan: Office, there: Authority
) -> None:
    one, two, three = (seal(kukusan, f"500.3/{n}") for n in (1, 2, 3))
    issued.cancel_document(kukusan, three, "Keliru")
    stage = show(qtbot, kukusan, worker, DokumenPage, size=(683, 600))
    page = cast("DokumenPage", stage.page)
    qtbot.waitUntil(stage.settled)
    assert step(page, "penanda waktu").ready()
    dialog = opened(qtbot, stage)
    assert dialog.problem is not None and "belum diatur" in dialog.problem.words()
    assert not dialog.stamp_button.isVisible() and not dialog.sent.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    assert (defects(dialog), unnamed(dialog)) == ([], [])
    with qtbot.waitSignal(page.navigate) as gone:
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)
    assert gone.args == ["pengaturan", "penanda-waktu"]

    timestamps.set_time_service(kukusan, TimeService(f"{there.address}/tsa"))
    dialog = opened(qtbot, stage)
    assert dialog.problem is not None and "belum memilih sertifikat akar" in dialog.problem.words()
    dialog.reject()
    tte.trust(kukusan, there.times.certificate.public_bytes(Encoding.PEM), tte.TIMES)
    timestamps.set_time_service(kukusan, TimeService(f"{authority.closed_address()}/tsa"))
    dialog = opened(qtbot, stage)
    assert [line.record for line in dialog.lines()] == [two, one], "what was called off is not offered"
    qtbot.keyClick(dialog, Qt.Key.Key_A, CTRL)
    if len(dialog.picked) < 2:
        qtbot.keyClick(dialog, Qt.Key.Key_A, CTRL)
    assert not there.asked, "nothing is sent before a person says so"
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(dialog.ended, timeout=20_000)
    assert [line.outcome for line in dialog.lines()] == ["refused", "not_begun"]
    assert "tidak dapat dihubungi" in dialog.why.text() and len(dialog.picked) == 2
    dialog.reject()

    assert not there.asked
    qtbot.waitUntil(stage.settled)


def test_what_is_sent_is_said_first_and_each_paper_has_its_line(
    qtbot: QtBot, look: object, worker: Worker, kukusan: Office, there: Authority
) -> None:
    one, two = seal(kukusan, "500.3/1"), seal(kukusan, "500.3/2")
    before = issued.document_pdf(kukusan, one)
    secret = f"{there.address}/tsa".replace("http://", "http://kantor:rahasia@")
    timestamps.set_time_service(kukusan, TimeService(secret, there.address))
    tte.trust(kukusan, there.times.certificate.public_bytes(Encoding.PEM), tte.TIMES)
    there.behave = "/tsa says nothing"
    stage = show(qtbot, kukusan, worker, DokumenPage, size=(683, 600))
    page = cast("DokumenPage", stage.page)
    page.open(two)
    qtbot.waitUntil(stage.settled)
    dialog = opened(qtbot, stage)
    told = dialog.sent.accessibleName()
    assert told.count(there.address.removeprefix("http://")) == 2 and "rahasia" not in told
    assert "Sidik SHA-256" in words(dialog) and "nomor sertifikat" in words(dialog)
    assert (defects(dialog), unnamed(dialog)) == ([], [])
    if len(dialog.picked) < 2:
        dialog.pick_all()
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(there.asked), timeout=20_000)
    qtbot.waitUntil(dialog.progress.isVisible)
    assert "500.3/2" in dialog.progress.accessibleDescription() and not dialog.close_button.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(dialog.ended, timeout=20_000)
    assert [line.outcome for line in dialog.lines()] == ["not_begun"] * 2
    assert issued.document_pdf(kukusan, one) == before

    there.behave = ""
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: dialog.ended() and not dialog.picked, timeout=30_000)
    assert [line.outcome for line in dialog.lines()] == ["done", "done"]
    assert "Otoritas Waktu Uji (Akar Waktu Uji)" in dialog.why.text()
    assert issued.document_pdf(kukusan, one).startswith(before)
    with kukusan.reading() as connection:
        more = detail(connection, kukusan.context, one)
    assert more is not None
    assert more.stamps == (Stamp("Otoritas Waktu Uji", int(there.now.timestamp() * 1000)),)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(stage.settled)
    beside = " ".join(label.text() for label in page.verdict.findChildren(Label))
    assert "menurut Otoritas Waktu Uji" in beside, "the paper beside the list is read again"


def settings(
    qtbot: QtBot, worker: Worker, one: Office, size: tuple[int, int]
) -> tuple[Stage, SigningSection]:
    """The section of Pengaturan, led to as the dialog does: on the address."""
    stage = show(qtbot, one, worker, PengaturanPage, size=size)
    page = cast("PengaturanPage", stage.page)
    page.open("penanda-waktu")
    section = page.section()
    assert isinstance(section, SigningSection)
    qtbot.waitUntil(stage.settled)
    qtbot.waitUntil(section.times.url.hasFocus)
    return stage, section


def typed(qtbot: QtBot, times: TimesCard, text: str) -> None:
    times.url.setFocus()
    times.url.selectAll()
    qtbot.keyClicks(times.url, text)
    qtbot.keyClick(times.url, Qt.Key.Key_Return)


@pytest.mark.parametrize("size", [(1366, 768), (683, 600)])
def test_lurah_or_admin_chooses_whom_to_ask(
    qtbot: QtBot, look: object, worker: Worker, kukusan: Office, size: tuple[int, int]
) -> None:
    stage, section = settings(qtbot, worker, kukusan, size)
    times = section.times
    assert not times.url.visibleRegion().isEmpty()
    for wrong in (
        "waktu.contoh.go.id",
        "ftp://waktu.contoh.go.id/",
        "https:///tsa",
        "http://a b/",
        "http://[/",
    ):
        typed(qtbot, times, wrong)
        qtbot.waitUntil(stage.settled)
        assert "bukan alamat layanan" in times.url_row.findings[0].words()
        assert times.url.text() == wrong and times.url.state() == "bad", "what was typed stays"
    assert timestamps.time_service(kukusan) == TimeService()
    typed(qtbot, times, " https://kantor:rahasia@waktu.contoh.go.id/tsa ")
    qtbot.keyClicks(times.proxy, "proxy kantor")
    times.add_button.setFocus()
    qtbot.waitUntil(stage.settled)
    assert not times.url_row.findings and times.proxy_row.findings
    times.proxy.setFocus()
    times.proxy.selectAll()
    qtbot.keyClicks(times.proxy, "http://proxy.contoh.go.id:3128")
    times.add_button.setFocus()
    qtbot.waitUntil(stage.settled)
    secret = "https://kantor:rahasia@waktu.contoh.go.id/tsa"
    assert timestamps.time_service(kukusan) == TimeService(secret, "http://proxy.contoh.go.id:3128")
    assert not times.proxy_row.findings and times.url.text() == secret
    cast("PengaturanPage", stage.page).open("penanda-waktu")
    qtbot.waitUntil(times.url.hasFocus)
    qtbot.waitUntil(stage.settled)
    times.add_button.setFocus()
    qtbot.waitUntil(stage.settled)
    assert timestamps.time_service(kukusan).url == secret, "going through a field changes nothing"
    assert (defects(stage.window), unnamed(section)) == ([], [])

    kukusan.enter("Dian Lestari", offices.PASSPHRASE)
    section.load()
    qtbot.waitUntil(times.who.isVisible)
    qtbot.waitUntil(stage.settled)
    assert times.url.isReadOnly() and times.url.text() == "waktu.contoh.go.id", "without what is secret in it"
    assert not times.add_button.isVisible() and times.proxy.text() == "proxy.contoh.go.id:3128"


def test_whose_time_counts_is_chosen_by_fingerprint(
    qtbot: QtBot, look: object, worker: Worker, kukusan: Office, tmp_path: Path
) -> None:
    stage, section = settings(qtbot, worker, kukusan, (683, 600))
    times = section.times
    known = pki.shared()
    person, root = tmp_path / "orang.pem", tmp_path / "akar.pem"
    person.write_bytes(known.lurah.certificate.public_bytes(Encoding.PEM))
    root.write_bytes(known.root.certificate.public_bytes(Encoding.PEM))
    qtbot.keyClick(times.add_button, Qt.Key.Key_Space)
    choose(qtbot, person)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), StopDialog))
    dialog_of(qtbot, StopDialog).reject()
    assert tte.roots(kukusan, tte.TIMES) == ()
    times.roots.read_root(root)
    ask: Any = dialog_of(qtbot, StopDialog)
    (chosen,) = tte.read_roots(root.read_bytes())
    assert grouped_hex(chosen.fingerprint, 16) in [cast("Fact", one).value for one in ask._facts]
    assert defects(ask) == []
    ask.action_button.click()
    qtbot.waitUntil(times.roots.list.isVisible)
    assert tte.roots(kukusan, tte.TIMES) == (chosen,) and tte.roots(kukusan) == ()
    assert section.issuers.none.isVisible(), "who tells the time vouches for nobody"
    qtbot.waitUntil(stage.settled)
    QApplication.processEvents()
    assert (defects(stage.window), unnamed(section)) == ([], [])
    times.roots.remove_button.click()
    dialog_of(qtbot, StopDialog).action_button.click()
    qtbot.waitUntil(times.roots.none.isVisible)
    assert tte.roots(kukusan, tte.TIMES) == ()
