"""What the window's pages offer about an applicant, by role and status, is what the actions below let
through: each act is tried in a work that is always taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.actions import (
    applications,
    cancelling,
    erasing,
    hand_papers,
    mentoring,
    outcomes,
    rejudging,
    returning,
    training,
)
from desktop_app.actions.applications import SaveApplication, VerifyApplication
from desktop_app.actions.data_requests import RecordRequest, record_request
from desktop_app.actions.register import JudgeRegistered, judge_registered
from desktop_app.domain import status
from desktop_app.domain.duties import DUTIES
from desktop_app.domain.finding import Finding
from desktop_app.domain.people import OFFICE_ROLES, OfficeKind
from desktop_app.domain.rejudging import STAGES
from desktop_app.errors import Refused
from desktop_app.office import Office
from resources.i18n import tr
from tests import offices
from tests.offices import KUKUSAN
from tests.ui.every_standing import WHY, Standings, make_standings, person_of
from tests.ui.sitting import open_window
from ui.pages import pendaftar, pendaftar_leaving
from ui.pages.capaian import CapaianPage
from ui.pages.entri import EntriPage
from ui.pages.kuota import KuotaPage
from ui.pages.pelatihan import PelatihanPage
from ui.pages.pendaftar import PendaftarPage
from ui.pages.pendaftar_panel import JUDGE, REJUDGE
from ui.pages.pendamping import PendampingPage
from ui.pages.verifikasi import VerifikasiPage
from ui.shell import MainWindow
from ui.widgets.button import Button
from ui.worker import Worker

PAGES: Final = ("pendaftar", "entri", "verifikasi", "kuota", "pendamping", "capaian", "pelatihan")
LISTS: Final = {"kuota": ("WUB", KUKUSAN), "pelatihan": ""}
"""Pages that show everybody at once, and what they are opened with."""
KINDS: Final[tuple[OfficeKind, ...]] = ("kelurahan", "dkum")


class Begun(Exception):
    """A paper was let through; it need not be drawn."""


def _begun(*_told: object) -> None:
    raise Begun


@dataclass(frozen=True)
class Act:
    """One thing a page offers: `duty` is its line of the table, `tried` asks the action. `offered_at` names
    the statuses at which the page offers it though the action lets it through at more, None for all."""

    page: str
    duty: str
    tried: Callable[[Standings, Office, str], object]
    offered_at: frozenset[str] | None = None
    only_in: tuple[OfficeKind, ...] = KINDS
    not_for: str = ""
    """A role to which only the command gives it."""


Tried = Callable[[Standings, Office, str], object]


def _verify(_all: Standings, office: Office, record: str) -> object:
    rev, day = seen(office, record, "rev"), seen(office, record, "tanggal_lengkap")
    return applications.verify(office, VerifyApplication(record, rev, day or "2026-11-20", offices.SEEN))


def _fill(_all: Standings, office: Office, record: str) -> object:
    return applications.save(office, SaveApplication({"alamat": "Jalan Mawar 9, Kukusan"}, record))


def _print(_all: Standings, office: Office, record: str) -> object:
    return hand_papers.print_papers(office, hand_papers.HandWish("persetujuan", (record,)), progress=_begun)


def _ask(_all: Standings, office: Office, record: str) -> object:
    return record_request(office, RecordRequest(record, "salinan", "loket", bukti="Map 1"))


def _judge(every: Standings, office: Office, record: str) -> object:
    return judge_registered(office, JudgeRegistered(record, every.business, "bukan", "Orang lain"))


def _rejudge(_all: Standings, office: Office, record: str) -> object:
    """Whose it is; that nothing is newer here is no matter of role or status."""
    try:
        return rejudging.rejudge(office, rejudging.Rejudge(record, 9, WHY))
    except Refused as error:
        if error.code != "rejudged":
            raise
        return error


def _erase(_all: Standings, office: Office, _record: str) -> object:
    return erasing.require_may_erase(office)


def _assign(every: Standings, office: Office, record: str) -> object:
    return mentoring.assign(office, mentoring.AssignMentor((record,), every.mentor, "2026-11-21"))


def _visit(_all: Standings, office: Office, record: str) -> object:
    return mentoring.save_visit(office, mentoring.SaveVisit(record, "2026-11-22", "Kas"))


def _task(_all: Standings, office: Office, record: str) -> object:
    return mentoring.give_task(office, mentoring.GiveTask(record, "Hitung HPP", "2026-11-22"))


def _outcome(_all: Standings, office: Office, record: str) -> object:
    return outcomes.save_outcome(office, outcomes.SaveOutcome(record, {"mulai_usaha": "2026-11-20"}))


def _invite(every: Standings, office: Office, record: str) -> object:
    return training.invite(office, every.waves[office.info.kind], [record])


def why(do: Callable[[Office, str, str], object]) -> Tried:
    return lambda _all, office, record: do(office, record, WHY)


def plain(do: Callable[[Office, str], object]) -> Tried:
    return lambda _all, office, record: do(office, record)


NOT_GONE: Final = frozenset(status.STATUSES) - status.ENDED
NEVER: Final = frozenset[str]()
ACTS: Final = {
    "withdraw": Act("pendaftar", "withdraw", why(applications.withdraw), NOT_GONE - {"draft"}),
    "discard": Act("pendaftar", "withdraw", why(applications.discard_draft)),
    "request": Act("pendaftar", "request_withdrawal", why(cancelling.request_withdrawal)),
    "cancel": Act("pendaftar", "cancel", why(cancelling.cancel)),
    "keep": Act("pendaftar", "answer", why(cancelling.answer_request)),
    "send_back": Act("pendaftar", "propose", why(returning.propose_return)),
    "send_back_yes": Act("pendaftar", "decide", plain(returning.approve_return)),
    "send_back_no": Act("pendaftar", "propose", plain(returning.discard_return)),
    "refuse": Act("pendaftar", "propose", why(returning.propose_rejection)),
    "refuse_yes": Act("pendaftar", "decide", plain(returning.approve_rejection)),
    "refuse_no": Act("pendaftar", "propose", plain(returning.discard_rejection)),
    "verifikasi": Act("pendaftar", "verify", _verify),
    pendaftar.PRINT: Act("pendaftar", "", _print, NOT_GONE, ("kelurahan",)),
    pendaftar.ASK: Act("pendaftar", "data_request", _ask),
    pendaftar.COPY: Act("pendaftar", "data_request", _ask),
    pendaftar.ERASE: Act("pendaftar", "erase", _erase),
    JUDGE: Act("pendaftar", "fill", _judge),
    REJUDGE: Act("pendaftar", "fill", _rejudge, frozenset(STAGES)),
    "save": Act("entri", "fill", _fill, only_in=("kelurahan",)),
    "save and go on": Act("entri", "fill", _fill, only_in=("kelurahan",)),
    "submit": Act("entri", "submit", plain(applications.submit), only_in=("kelurahan",)),
    "verify": Act("verifikasi", "verify", _verify),
    "return": Act("verifikasi", "return", why(applications.give_back)),
    "reject": Act("verifikasi", "reject", why(applications.reject)),
    # in the order only who is stuck there, or waits for DKUM's word
    "kuota send_back": Act("kuota", "propose", why(returning.propose_return), NEVER),
    "kuota send_back_yes": Act("kuota", "decide", plain(returning.approve_return)),
    "kuota send_back_no": Act("kuota", "propose", plain(returning.discard_return)),
    "kuota refuse": Act("kuota", "propose", why(returning.propose_rejection), NEVER),
    "kuota refuse_yes": Act("kuota", "decide", plain(returning.approve_rejection)),
    "kuota refuse_no": Act("kuota", "propose", plain(returning.discard_rejection)),
    "assign": Act("pendamping", "mentee", _assign),
    "visit": Act("pendamping", "visit", _visit),
    "task": Act("pendamping", "task", _task),
    "outcome": Act("capaian", "outcome", _outcome),
    "invite": Act("pelatihan", "participant", _invite, not_for="pendamping"),
}  # fmt: skip
ELSEWHERE: Final = {
    "resolve": "data that differ: tests/ui/test_perbedaan.py",
    "erasure": "proposing it of a person is a command alone: tests/cli/test_erase.py",
}
"""Lines of the table about an applicant that no page offers by their status."""


@pytest.fixture(scope="module")
def standings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standings]:
    made = make_standings(tmp_path_factory.mktemp("kota"))
    yield made
    made.close()


def at(standing: str) -> str:
    """The status in a standing's name."""
    return standing.split(",")[0]


class Looker:
    """Looks at one applicant after the other on each page of the window."""

    def __init__(self, office: Office, worker: Worker, qtbot: QtBot) -> None:
        self.office, self.worker, self.qtbot = office, worker, qtbot
        self.window: MainWindow = open_window(office, worker, qtbot, "pendaftar")
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(self.worker.idle, timeout=20_000)
        QApplication.processEvents()
        self.qtbot.waitUntil(self.worker.idle, timeout=20_000)

    def offered(self, page: str, record: str) -> set[str]:
        """What the page offers about this applicant; nothing where one cannot go there or stand on them."""
        if page not in self.window.places():
            return set()
        if page not in LISTS or self.window.here() != page:
            assert self.window.go(page, LISTS.get(page, record))
            self.settle()
        found: set[str] = getattr(self, f"_{page}")(record)
        return found

    def _pendaftar(self, record: str) -> set[str]:
        page = self.window.page()
        assert isinstance(page, PendaftarPage)
        self.settle()
        detail = page.panel.shown()
        if detail is None or detail.record != record:
            return set()
        assert page.panel.more.isVisible() == bool(page.panel._actions)
        shown = {code for code, _icon, _words in page.panel._actions}
        finding = Finding("usaha", "info", "nama", "Usaha", "Mirip", "Mirip", record="ab" * 16)
        judged = replace(detail.judged, appears=(finding,) if detail.status in STAGES else ())
        more = page._steps(replace(detail, findings=(finding,), judged=judged))
        assert shown <= {code for code, _icon, _words in more}
        return {code for code, _icon, _words in more}

    def _entri(self, record: str) -> set[str]:
        page = self.window.page()
        assert isinstance(page, EntriPage)
        row = page.actions_row
        assert set(row.findChildren(Button)) == {row.draft, row.next, row.submit}
        if page._existing is None or page._existing.record != record:
            return set()
        buttons = {"save": row.draft, "save and go on": row.next, "submit": row.submit}
        return {code for code, one in buttons.items() if one.isVisible() and one.isEnabled()}

    def _verifikasi(self, record: str) -> set[str]:
        page = self.window.page()
        assert isinstance(page, VerifikasiPage)
        checking, panel = page._checking, page._panel
        if checking is None or checking.case.record != record:
            return set()
        if panel.checklist.isEnabled():
            for _item in panel.checklist.items():
                panel.checklist.answer(True)
        buttons = {"verify": panel.verify, "return": panel.give_back, "reject": panel.reject}
        return {code for code, one in buttons.items() if one.isVisible() and one.isEnabled()}

    def _kuota(self, record: str) -> set[str]:
        page = self.window.page()
        assert isinstance(page, KuotaPage)
        at = page._held.find(lambda row: row.record == record)
        if at < 0:
            return set()
        page.held.select_row(at)
        page._explain(page.held.current_row())
        words = {tr(step.words): code for code, step in pendaftar_leaving._STEPS.items()}
        own = (page.why.print_button, page.why.open_button)
        buttons = [one for one in page.why.findChildren(Button) if one not in own]
        return {f"kuota {words[one.words()]}" for one in buttons if one.isVisibleTo(page)}

    def _pendamping(self, record: str) -> set[str]:
        page = self.window.page()
        if not isinstance(page, PendampingPage):  # DKUM's page of the mentors themselves
            return set()
        self.settle()
        line = page._person()
        if line is None or line.record != record:
            return set()
        shown = page.header_actions()
        page.panel.show_tab(1)
        task = page.panel.task_button
        found = {"assign"} if page.assign_button in shown else set[str]()
        found |= {"visit"} if page.visit_button in shown and line.mentor else set()
        return found | ({"task"} if task.isVisibleTo(page) and task.isEnabled() else set())

    def _capaian(self, record: str) -> set[str]:
        page = self.window.page()
        assert isinstance(page, CapaianPage)
        line = page._person()
        stands = line is not None and line.record == record and page.write_button in page.header_actions()
        return {"outcome"} if stands else set()

    def _pelatihan(self, record: str) -> set[str]:
        page = self.window.page()
        assert isinstance(page, PelatihanPage)
        if page._room is None or not page._plans:
            return set()
        return {"invite"} if record in {one.record for one in page._room.invitable} else set()


def seen(office: Office, record: str, field: str) -> str:
    """As it is stored, whoever is in: mentors see their own people only."""
    with office.database.reading() as connection:
        query = f"SELECT {field} FROM application WHERE uuid = ?"
        return str(connection.exec_driver_sql(query, (bytes.fromhex(record),)).scalar_one() or "")


def tried(every: Standings, office: Office, act: Act, record: str, patch: pytest.MonkeyPatch) -> str:
    """The code with which the action refuses it, "" where it would be done; nothing is kept."""
    with patch.context() as now:
        now.setattr(office, "work", office.trial)
        try:
            act.tried(every, office, record)
        except Begun:
            return ""
        except Refused as error:
            return error.code
    return ""


def test_every_status_has_its_row(standings: Standings) -> None:
    for kind in KINDS:
        one = standings.office(kind)
        for standing, record in standings.records.items():
            assert seen(one, record, "status") == at(standing), (kind, standing)
    assert {at(standing) for standing in standings.records} == set(status.STATUSES)


def test_every_act_has_its_row() -> None:
    """A new step of the panel, or line of the table about an applicant, fails here until it has one."""
    leaving = set(pendaftar_leaving._STEPS)
    assert leaving <= set(ACTS) and {act.page for act in ACTS.values()} == set(PAGES)
    covered = {act.duty for act in ACTS.values()} - {""}
    assert covered | set(ELSEWHERE) | NOT_ABOUT == {duty.code for duty in DUTIES} | {"erase"}
    assert set(status.ACTIONS) <= covered


NOT_ABOUT: Final = frozenset({
    "issue", "decree", "office", "person", "business", "recommendation", "recommended", "mentor",
    "mentor_area", "training", "wave", "extract", "rulebook",
})  # fmt: skip
"""Lines about papers, people of the office, and lists, which are not offered by an applicant's status."""


@pytest.mark.parametrize(
    ("kind", "role"), [(kind, role) for kind in KINDS for role in sorted(OFFICE_ROLES[kind])]
)
def test_a_page_offers_what_the_action_lets_through(
    standings: Standings, kind: OfficeKind, role: str, worker: Worker, qtbot: QtBot,
    look: Callable[[str], None], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    office = standings.office(kind)
    office.enter(person_of(role), offices.PASSPHRASE)
    looker = Looker(office, worker, qtbot)
    wrong: list[tuple[str, str, str, str]] = []
    for page in PAGES:
        for standing, record in standings.records.items():
            offered = looker.offered(page, record)
            assert offered <= {code for code, act in ACTS.items() if act.page == page}, "a new act"
            for code, act in ACTS.items():
                if act.page != page:
                    continue
                refused = tried(standings, office, act, record, monkeypatch)
                wanted = not refused and kind in act.only_in and role != act.not_for
                wanted = wanted and (act.offered_at is None or at(standing) in act.offered_at)
                if (code in offered) != wanted:
                    wrong.append((standing, page, code, refused or "let through"))
    assert wrong == []


def test_every_act_is_let_through_somewhere(standings: Standings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else its row would say nothing: an action that refuses all agrees with a page that offers nothing."""
    left = {code for code, act in ACTS.items() if act.offered_at != NEVER}
    for kind in KINDS:
        office = standings.office(kind)
        for role in sorted(OFFICE_ROLES[kind]):
            office.enter(person_of(role), offices.PASSPHRASE)
            for code in sorted(left):
                act = ACTS[code]
                if kind in act.only_in and any(
                    not tried(standings, office, act, record, monkeypatch)
                    for standing, record in standings.records.items()
                    if act.offered_at is None or at(standing) in act.offered_at
                ):
                    left.discard(code)
    assert left == set()
