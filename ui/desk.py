"""From an office folder to an open window: first run, coming in, locking, and closing.

Opening an office takes a moment (the passphrase is stretched on purpose), so it happens in the worker.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication

from desktop_app.card import OfficeInfo, people_of, read_info
from desktop_app.crash import CrashNotes, notes_folder
from desktop_app.domain.access import ENTER, MISSED
from desktop_app.domain.clocks import Watch
from desktop_app.errors import WiraError
from desktop_app.keys.attempts import Attempts, Ticks, boot_seconds
from desktop_app.keys.slots import SlotInfo
from resources.i18n import tr
from ui import desk_words
from ui.language import speak
from ui.locking import asks_to_lock, locked_screen
from ui.pages.base import Status, Subject
from ui.pages.masuk import LockScreen
from ui.prefs import Prefs
from ui.resting import Rest
from ui.roles import RoleWatch
from ui.shell import MainWindow
from ui.widgets.dialog import StopDialog
from ui.widgets.toast import BannerSpec
from ui.worker import Worker

if TYPE_CHECKING:
    from desktop_app.office import Office
    from ui.bench import Bench, Leaving

_INPUT = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel})
_IDLE_LOOK_MS = 15_000
_ABOUT_THE_PERSON = frozenset({"passphrase", "passphrase_early", "dismissed"})


def computer_clock() -> datetime:
    """The computer's clock, in UTC."""
    return datetime.now(UTC)


class Desk(QObject):
    """Holds the window and, once somebody is in, the bench its pages work with."""

    def __init__(
        self,
        window: MainWindow,
        worker: Worker,
        machine: Prefs,
        *,
        clock: Callable[[], datetime] = computer_clock,
        notes: CrashNotes | None = None,
    ) -> None:
        super().__init__(window)
        self.notes = notes or CrashNotes()
        self._run: tuple[str, ...] = ()
        self.window = window
        self.worker = worker
        self.machine = machine
        self.home: Path | None = None
        self.bench: Bench | None = None
        self._going: Office | None = None
        """An office that is open while nobody is in: it is about to be left, or was just put back."""
        self.screen: LockScreen | None = None
        self.clock = clock
        self.ticks: Ticks = boot_seconds
        self.attempts = Attempts()
        self._watched = Watch(clock(), self.ticks())
        self._attended: tuple[date, str] | None = None
        self._told: tuple[str, ...] = ()
        self._slots: list[SlotInfo] = []
        self.rest = Rest(window, worker)
        self._roles = RoleWatch(window, self.rest, self.rebuild)
        self.patience_ms = 15_000
        """How long leaving an office waits in silence for what is still under way."""
        self._idle = QTimer(self)
        self._idle.setInterval(_IDLE_LOOK_MS)
        self._idle.timeout.connect(self._look_around)
        window.lock_requested.connect(self.lock)
        window.help_requested.connect(lambda _key: window.show_key_map())
        window.history_asked.connect(self._show_history)

    def start(self, home: Path) -> None:
        """Show what `home` asks for: coming in, or the first run of an empty folder."""
        self.home = home
        self.attempts = Attempts.of(home, self.ticks, self.clock)
        try:
            info = read_info(home)
            self._slots = people_of(home) if info else []
        except WiraError as error:
            self._shut(home, error)
            return
        if info is None:
            self._first_run(home)
        elif info.moved:
            self._moved_away(info)
        else:
            self._ask_who(info)

    # ---- coming in -----------------------------------------------------------------------------------

    def _ask_who(self, info: OfficeInfo) -> None:
        last = str(self.machine.get("last_person", ""))
        chosen = next((slot.name for slot in self._slots if slot.person == last), "")
        self.screen = LockScreen(
            desk_words.office_line(info), [slot.name for slot in self._slots], chosen=chosen
        )
        self.screen.passphrase_given.connect(self._open)
        self.screen.forgotten.connect(self.recover)
        self.screen.check_asked.connect(self.check_papers)
        self.window.cover(self.screen)

    def _open(self, name: str, passphrase: str) -> None:
        screen, home = self.screen, self.home
        assert screen is not None and home is not None
        screen.busy(True)

        def opening(_progress: object) -> Office:
            from desktop_app.office import open_office

            return open_office(home, name, passphrase, clock=self.clock, attempts=self.attempts)

        self.worker.run(
            opening,
            self.opened,
            lambda error: self._unopened(screen, name, passphrase, error),
            after=screen.settle,
            owner=screen,
        )

    def _unopened(self, screen: LockScreen, name: str, passphrase: str, error: WiraError) -> None:
        """Against a damaged database a backup helps: the last whole one is offered."""
        from desktop_app.actions.rescue import DAMAGED

        if error.code not in DAMAGED or self.home is None:
            self.not_in(screen, name, error, self.attempts)
            return
        from ui.rescuing import Rescuing

        screen.busy(False)
        Rescuing(self, self.home).of_damaged(screen, error, name, passphrase)

    def _shut(self, home: Path, error: WiraError) -> None:
        """Nobody can be asked who they are. Where a backup helps against that, its people are."""
        from desktop_app.actions.rescue import KEYS_LOST

        if error.code not in KEYS_LOST:
            self._stop_sentence(tr("Kantor ini belum dapat dibuka"), error)
            return
        from ui.rescuing import Rescuing

        Rescuing(self, home).of_shut(error)

    def not_in(self, screen: LockScreen, name: str, error: WiraError, attempts: Attempts) -> None:
        """A passphrase that does not fit is told beside its field; what stops the office is a dialog."""
        if error.code in _ABOUT_THE_PERSON:
            person = next((slot.person for slot in self._slots if slot.name == name), "")
            screen.show_refusal(error, lambda: attempts.wait(person))
            return
        screen.busy(False)
        StopDialog.for_error(self.window, tr("Kantor ini belum dapat dibuka"), error).open()

    def opened(self, office: Office) -> None:
        """Somebody is in: make the bench and the pages, and show the first one."""
        from desktop_app.actions.last_run import last_run
        from ui.bench import Bench
        from ui.pages import registry

        self.home, self._going, self._attended = office.home, None, None
        self._watched = Watch(self.clock(), self.ticks())
        self._run = last_run(office, notes_folder())
        self.bench = Bench(office, self.worker, Prefs.of_office(office.home), machine=self.machine)
        self.bench.changed.connect(self._changed)
        self.bench.backups.changed.connect(self._facts)
        self.bench.given_up.connect(self.give_up)
        self.bench.language_changed.connect(lambda: self.rest.then("language", self.rebuild))
        self.machine.put("last_home", str(office.home))
        self.machine.put("last_person", office.session.user)
        self.window.set_places(registry.sections(self.bench), registry.foot(self.bench))
        self._show_people()
        self.window.uncover(dialogs=False)
        self.screen = None
        self.window.go(registry.first(self.bench))
        self._facts()
        self._badges()
        self._attend()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusWindowChanged.connect(self._watch)
        self._watch(app.focusWindow())
        self._idle.start()
        self.bench.boxes.start()
        self.bench.backups.start()
        self.bench.access.start()
        self.bench.checks.start()
        self.bench.checks.checked.connect(lambda _report: self.window.refresh(None))

    def rebuild(self) -> None:
        """All pages anew, in the language now in force."""
        from ui.pages import registry

        if self.bench is None:
            return
        self.window.set_status(Status("circle-check", tr("Semua isian tersimpan di komputer ini")))
        here = self.window.here()
        self.window.set_places(registry.sections(self.bench), registry.foot(self.bench))
        self._show_people()
        if not self.window.go(here):  # another person's rail has other places
            self.window.go(registry.first(self.bench))
        self._badges()

    def _show_people(self) -> None:
        assert self.bench is not None
        office = self.bench.office
        self.window.set_office(office.info.name, desk_words.office_sub(office))
        self.window.set_user(office.session.name, desk_words.roles(office))
        self._roles.built(self.bench)

    # ---- locking -------------------------------------------------------------------------------------

    def lock(self, *, idle: bool = False) -> None:
        """Cover everything at once; what was typed stays where it is."""
        if self.bench is None or self.screen is not None:
            return
        self.bench.lock.lock()
        self.bench.boxes.rest()
        self.bench.access.keep()
        self.bench.checks.set_locked(True)
        self._slots = self.bench.office.slots.people()
        screen = locked_screen(self.window, self.bench, self.bench.now() if idle else None)
        screen.passphrase_given.connect(self._unlock)
        screen.pin_given.connect(self._unlock_by_pin)
        screen.forgotten.connect(self.recover)
        screen.check_asked.connect(self.check_papers)
        self.screen = screen
        self.window.cover(screen)

    def _unlock(self, name: str, passphrase: str) -> None:
        screen, bench = self.screen, self.bench
        assert screen is not None and bench is not None
        before = bench.office.session.user
        screen.busy(True)

        def entering(_progress: object) -> str:
            return bench.office.enter(name, passphrase).user

        def enter() -> None:
            self.worker.run(
                entering,
                lambda user: self.unlocked(before, user),
                lambda error: self.not_in(screen, name, error, bench.office.attempts),
                after=screen.settle,
                owner=screen,
            )

        self.rest.then("enter", enter)  # what one has under way is done as theirs

    def unlocked(self, before: str, user: str) -> None:
        """`user` is in where `before` was when the screen was locked."""
        assert self.bench is not None
        self.bench.lock.unlocked_by_passphrase(self.bench.now())
        self._uncover(dialogs=user == before)
        if user != before:
            self.machine.put("last_person", user)
            self.bench.locked_anew()
            self.rebuild()

    def recover(self) -> None:
        """Somebody has forgotten the passphrase: what helps, and the ways in."""
        from ui.forgotten import Forgotten

        assert self.home is not None
        Forgotten(self, self.home).begin()

    def _unlock_by_pin(self, pin: str) -> None:
        assert self.screen is not None and self.bench is not None
        from desktop_app.actions.access import note

        try:
            if (gone := self.bench.office.dismissed()) is not None:
                raise gone
            self.bench.lock.unlock_with_pin(pin, self.bench.now())
        except WiraError as error:
            note(self.bench.office, MISSED, about="pin")
            self.screen.show_refusal(error)
            return
        note(self.bench.office, ENTER, about="pin")
        self._uncover()

    def _uncover(self, *, dialogs: bool = True) -> None:
        self.screen = None
        self.window.uncover(dialogs=dialogs)
        if self.bench is not None:
            self.bench.boxes.start()
            self.bench.checks.set_locked(False)
            self._roles.look(self.bench)

    def _require_serving(self) -> None:
        """Who has been dismissed meanwhile is in no longer, and comes back by no PIN; who has got other roles
        gets another rail."""
        if self.bench is None:
            return
        if self.bench.office.dismissed() is not None:
            self.bench.lock.forget_pin()
            self.lock()
        elif self.screen is None:
            self._roles.look(self.bench)

    def _watch(self, window: QWindow | None) -> None:
        """Only windows are watched, not every widget: a filter in Python sees each event it is put on."""
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A key or the mouse: somebody is there."""
        if event.type() in _INPUT and self.bench is not None and self.screen is None:
            self.bench.lock.touch(self.bench.now())
            if asks_to_lock(watched, event):
                self.lock()
                return True
        return super().eventFilter(watched, event)

    def _look_around(self) -> None:
        """From time to time: whether nobody is there any more, and whether the clock was changed."""
        if self.bench is not None and self.bench.idle():
            self.lock(idle=True)
        self._require_serving()
        self._attend()
        moved = self._watched.moved(self.clock(), self.ticks())
        if moved is not None and self.bench is not None:
            self._run = (*self._run, desk_words.clock_moved(moved))
            self._facts()

    def _attend(self) -> None:
        """What is left to do about erasures: once a day, and when somebody else comes in, who may do more."""
        from desktop_app.actions.erasing import may_erase
        from desktop_app.actions.erasing_after import attend

        if self.bench is None or self.screen is not None:
            return
        office = self.bench.office
        due = (office.today(), office.session.user)
        if due != self._attended:
            self._attended = due
            self.bench.do(lambda _p: attend(office), owner=self, refused=lambda _e: None)  # else next time
            if may_erase(office):
                from ui.pages.menghapus import ask_due

                ask_due(self.window, self.bench)

    def check_papers(self) -> None:
        """Judge papers from elsewhere before anyone has come in, or while the screen is locked."""
        from ui.pages.periksa_layar import CheckScreen

        assert self.home is not None
        screen = CheckScreen(self.worker, self.home, self.clock)
        screen.left.connect(self.window.lift)
        self.window.lay_over(screen)

    def ask_support(self) -> None:
        """Show a support bundle; where nobody is in, without the counts that only an open office tells."""
        from ui.dialogs.support import SupportDialog

        office = self.bench.office if self.bench is not None and self.screen is None else None
        SupportDialog(self.window, self.worker, office=office, home=self.home).open()

    # ---- what surrounds ------------------------------------------------------------------------------

    def _changed(self, changes: object) -> None:
        self._require_serving()
        self.window.refresh(changes)
        self._facts()
        self._badges()

    def _facts(self) -> None:
        """What concerns the whole office, over every page, until its cause is gone: a copy of it waits for
        DKUM's word; its last backup is too old; or until it was read: the last run fell."""
        if self.bench is None:
            return
        from desktop_app.actions.standing import standing

        specs: list[BannerSpec] = []
        if self._run:
            specs.append(
                BannerSpec(
                    " ".join(self._run), icon="rotate-ccw-clock", action=tr("Mengerti"), on_action=self._read
                )
            )
        found = standing(self.bench.office)
        if found is not None:
            specs.append(
                BannerSpec(
                    f"{found.sentence} {found.safe}",
                    action=tr("Lihat langkahnya"),
                    on_action=lambda: self._show("sinkronisasi"),
                )
            )
        self.bench.backups.remember(self.bench.prefs)
        overdue = self.bench.backups.overdue()
        if overdue:
            specs.append(
                BannerSpec(
                    self.bench.backups.sentence(),
                    icon="hard-drive",
                    action=tr("Lihat cadangan"),
                    on_action=lambda: self._show("pengaturan", "cadangan"),
                )
            )
        told = tuple(spec.text for spec in specs)
        if told != self._told:  # a strip that has the focus is not made anew for nothing
            self._told = told
            self.window.set_banners(specs)
        self.window.set_notice(tr("cadangan terlambat") if overdue else "")

    def _read(self) -> None:
        """The person has read what became of the last run."""
        self._run = ()
        if self.bench is not None:
            self.bench.office.read_of_fall()
        self._facts()

    def _show_history(self, about: Subject) -> None:
        from ui.dialogs.history import show_history

        if self.bench is not None:
            show_history(self.window, self.bench, about.record, about.name)

    def _show(self, key: str, argument: object = None) -> None:
        self.window.go(key, argument)

    def _badges(self) -> None:
        """How many wait, beside the places in the rail."""
        assert self.bench is not None
        from desktop_app.queries.home import badges

        office = self.bench.office

        def show(found: dict[str, tuple[int, str]]) -> None:
            for key, (count, tone) in found.items():
                self.window.set_badge(key, count, tone)

        self.bench.ask(lambda connection: badges(connection, office), show, owner=self.window, key="badges")

    # ---- leaving the office --------------------------------------------------------------------------

    def give_up(self, leaving: Leaving) -> None:
        """Close the office, do something with its folder, and go on with what comes of it."""
        from ui.pages.pindah import WaitScreen

        bench = self.bench
        assert bench is not None
        bench.boxes.rest()
        bench.backups.stop()
        bench.access.stop()
        bench.checks.stop()
        self._idle.stop()
        self.rest.forget()
        self.bench, self._going = None, bench.office
        screen, read = WaitScreen(leaving.waiting), self._run
        screen.back_asked.connect(lambda: self._come_back(bench.office, read))
        self.window.cover(screen)
        self.window.set_places([])
        self.window.set_banners([])
        self._told = ()
        long = QTimer(screen)  # a share that hangs keeps what is being copied to it
        long.setSingleShot(True)
        long.timeout.connect(screen.linger)
        long.start(self.patience_ms)
        self._once_idle(lambda: (long.stop(), self._leave(bench.office, leaving)))

    def _once_idle(self, then: Callable[[], object]) -> None:
        """Questions that are on their way still need the office."""
        if self._going is None:
            return  # the program was closed, or the person came back, meanwhile
        if self.worker.idle():
            then()
            return
        QTimer.singleShot(30, self, lambda: self._once_idle(then))

    def _come_back(self, office: Office, read: tuple[str, ...]) -> None:
        """Go on in an office that was about to be left."""
        self.opened(office)
        self._run = read  # what was read of the last run is not told again
        self._facts()

    def _leave(self, office: Office, leaving: Leaving) -> None:
        """What comes before closing; where that is refused, the person goes on in the open office."""
        first, read = leaving.first, self._run
        if first is None:
            self._give_up(office, leaving)
            return

        def refused(error: WiraError) -> None:
            self._come_back(office, read)
            StopDialog.for_error(self.window, leaving.title, error).open()

        self.worker.run(
            lambda _progress: first(office),
            lambda _done: self._give_up(office, leaving),
            refused,
            owner=self.window,
        )

    def _give_up(self, office: Office, leaving: Leaving) -> None:
        from ui.leaving import carry_out

        home = office.home
        carry_out(
            office, leaving, self.worker, self.window,
            going=self._goes, opened=self.opened, shut=lambda: self.start(home),
        )  # fmt: skip

    def _goes(self, office: Office | None) -> None:
        self._going = office

    def _moved_away(self, info: OfficeInfo) -> None:
        """The office goes on elsewhere; what is left to do there, and the way back."""
        from ui.pages.pindah import MovedScreen

        screen = MovedScreen(info.name, datetime.fromisoformat(info.moved))
        screen.left.connect(self.window.close)
        screen.stay_asked.connect(lambda: self._ask_to_stay(info))
        self.window.cover(screen)

    def _ask_to_stay(self, info: OfficeInfo) -> None:
        home = self.home
        assert home is not None
        note = tr("Masuk sebagai admin kantor untuk melanjutkan kantor di komputer ini.")
        screen = LockScreen(desk_words.office_line(info), [slot.name for slot in self._slots], note=note)
        self.screen = screen

        def given(name: str, passphrase: str) -> None:
            from desktop_app.actions.moving import stay

            screen.busy(True)
            self.worker.run(
                lambda _progress: stay(home, name, passphrase, clock=self.clock, attempts=self.attempts),
                self.opened,
                lambda error: self.not_in(screen, name, error, self.attempts),
                after=screen.settle,
                owner=screen,
            )

        screen.passphrase_given.connect(given)
        screen.check_asked.connect(self.check_papers)
        self.window.cover(screen)

    def _first_run(self, home: Path) -> None:
        from ui.pages.pertama import FirstRun

        screen = FirstRun(self.worker, home, clock=self.clock)
        screen.opened.connect(self.opened)
        screen.left.connect(self.window.close)
        screen.language_chosen.connect(self._speak)
        screen.check_asked.connect(self.check_papers)
        self.window.cover(screen)

    def _speak(self, language: str) -> None:
        """Another language before anyone is in: show the same screen in it."""
        self.machine.put("language", language)
        speak("en" if language == "en" else "id")
        if self.home is not None:
            self.start(self.home)

    def _stop_sentence(self, title: str, error: WiraError) -> None:
        dialog = StopDialog.for_error(self.window, title, error)
        dialog.finished.connect(lambda _code: self.window.close())
        dialog.open()

    def close(self, then: Callable[[], object] = lambda: None) -> None:
        """Wait for the last command, close the office, give the folder free."""
        self._idle.stop()
        self.rest.forget()
        if self.bench is not None:
            self.bench.boxes.rest()
            self.bench.backups.stop()
            self.bench.access.stop()
            self.bench.checks.stop()
        self.worker.stop()
        if self.bench is not None:
            self._going, self.bench = self.bench.office, None
        if self._going is not None:
            self._going.close()
            self._going = None
        then()
