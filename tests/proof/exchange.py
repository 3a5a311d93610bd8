"""The real level of `convergence`: offices, their own actions, real files in a heap that anybody opens."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy import select

from desktop_app.actions import (
    applications,
    attachments,
    cancelling,
    decisions,
    erasing,
    erasing_after,
    people,
    returning,
    trust,
)
from desktop_app.actions.applications import SaveApplication, VerifyApplication
from desktop_app.actions.backup import make_backup, restore_backup
from desktop_app.actions.checking import check_office
from desktop_app.actions.continuing import continue_city
from desktop_app.actions.data_requests import RecordRequest, record_request
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.standing import standing
from desktop_app.domain.erasing import STUB
from desktop_app.errors import Refused, SyncRefused
from desktop_app.office import Office
from desktop_app.sample.scans import id_card
from desktop_app.storage import log, tables
from tests import offices
from tests.offices import KUKUSAN
from tests.proof import harness
from tests.proof.copies import sensible
from tests.proof.realcity import (
    APPROVER,
    BEGIN,
    Desk,
    Founded,
    accepted,
    copied,
    found,
    held,
    told,
)

QUOTA: Final = 2
STEPS: Final = 40
FIELDS: Final = ("nama", "alamat", "hp", "rt")
WORDS: Final = ("Siti Marlina", "Siti Merlina", "Jalan Melati 7")
PASSING: Final = frozenset({"E_RCPT", "E_GAP", "E_DIR", "E_KEY"})
"""Refusals of an honest city: not for us, too early, made before the directory changed, with keys that the
directory here does not name yet."""

_any = st.integers(0, 4)
_few = st.integers(0, 3)


@cache
def founded() -> Founded:
    """The offices of this process, founded once."""
    folder = Path(tempfile.mkdtemp(prefix="wira-city-", dir=harness.memory_folder()))
    return found(folder, quota=QUOTA)


@cache
def scan() -> bytes:
    """A picture to attach."""
    return id_card(offices.persons(1)[0])


class Offices(RuleBasedStateMachine):
    """DKUM, two computers and a laptop of Kukusan, and Curug."""

    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="wira-real-", dir=harness.memory_folder()))
        self.city = copied(founded(), self.folder / "kantor")
        self.desks = self.city.__enter__()
        self.post = self.folder / "pos"
        self.post.mkdir()
        self.files: list[Path] = []
        self.answers: set[Path] = set()
        self.backups: dict[int, Path] = {}
        self.written: set[bytes] = set()
        self.lost: set[bytes] = set()
        self.made = 0
        for desk in self.desks:
            self.written |= held(desk.office)

    @initialize(draw=st.integers(0, 2**32), many=st.integers(1, 4))
    def begin(self, draw: int, many: int) -> None:
        self.draw = random.Random(draw)
        for _each in range(many):
            self.enter(self.draw.choice((1, 1, 2, 3, 4)))
        for _each in range(self.draw.randrange(2 * many + 1)):
            self.forward(self.draw.choice((1, 1, 2, 3, 4)), self.draw.randrange(4), 3)
        self.back_up(self.draw.choice((0, 1, 2, 3, 4)))
        if self.draw.randrange(2):
            self._carry(self.draw.choice((1, 4)), 0)
            self.erase(self.draw.randrange(4), True)

    # ---- work ----------------------------------------------------------------------------------------

    @rule(at=_any)
    def enter(self, at: int) -> None:
        desk = self.desks[at]
        if desk.seat.kind == "dkum" or self.made >= 8:
            return
        self.made += 1
        [person] = offices.persons(1, code=desk.seat.code, seed=self.made)
        values = {**person, "program": "WUB"}
        self._do(desk, "enter", lambda: applications.save(desk.enter(), SaveApplication(values, submit=True)))

    @rule(at=_any, what=_few, name=st.sampled_from(FIELDS), word=st.sampled_from(WORDS))
    def edit(self, at: int, what: int, name: str, word: str) -> None:
        desk, record = self._pick(at, what)
        if record:
            wish = SaveApplication({name: word}, record)
            self._do(desk, "edit", lambda: applications.save(desk.enter(desk.seat.second), wish))

    @rule(by=_any, what=_few, name=st.sampled_from(FIELDS))
    def quarrel(self, by: int, what: int, name: str) -> None:
        """Two computers of Kukusan that know the same write different things."""
        self._carry(1, 2, to=KUKUSAN)
        for at in (1, 2):
            self.edit(at, what, name, WORDS[(by + at) % 3])

    @rule(at=_any, what=_few, back=st.integers(0, 5))
    def step(self, at: int, what: int, back: int) -> None:
        """The second person verifies; now and then returns, rejects or withdraws; the first submits again."""
        desk, record = self._pick(at, what)
        if not record or desk.seat.kind == "dkum":
            return
        row = offices.row(desk.office, record)
        if row.status in ("draft", "returned"):
            self._do(desk, "submit", lambda: applications.submit(desk.enter(), record))
            return
        other = {3: applications.give_back, 4: applications.reject, 5: applications.withdraw}.get(back)
        second = desk.seat.second
        if other is not None:
            self._do(desk, other.__name__, lambda: other(desk.enter(second), record, "foto kabur"))
            return
        wish = VerifyApplication(record, row.rev, row.tanggal_lengkap, offices.SEEN)
        self._do(desk, "verify", lambda: applications.verify(desk.enter(second), wish))

    @rule(at=st.integers(1, 4), what=_few, far=st.integers(1, 3))
    def forward(self, at: int, what: int, far: int) -> None:
        """The usual next steps: submitted, verified, brought to DKUM, decided, answered."""
        for _step in range(far):
            desk, record = self._pick(at, what)
            status = offices.row(desk.office, record).status if record else ""
            if desk.seat.kind == "lapangan":
                self._carry(at, 1)
                at = 1
            elif status in ("draft", "returned", "submitted"):
                self.step(at, what, 0)
            elif status:
                self._carry(at, 0)
                self.decide(at)
                self._carry(0, at, to=desk.seat.code)

    @rule(at=_any, what=_few)
    def attach(self, at: int, what: int) -> None:
        desk, record = self._pick(at, what)
        if record:
            self._do(desk, "attach", lambda: attachments.attach(desk.enter(), record, "ktp", scan()))

    @rule(at=_any, what=_few)
    def ask_to_cancel(self, at: int, what: int) -> None:
        desk, record = self._pick(at, what)
        if record:
            self._do(desk, "ask", lambda: cancelling.request_withdrawal(desk.enter(), record, "pindah"))

    # ---- DKUM ----------------------------------------------------------------------------------------

    @rule(at=_any, what=_few)
    def ask_to_be_erased(self, at: int, what: int) -> None:
        desk, record = self._pick(at, what)
        if record:
            wish = RecordRequest(record, "penghapusan", "surat", bukti="Surat 12")
            self._do(desk, "ask to be erased", lambda: record_request(desk.enter(), wish))

    @rule(what=_few, asked=st.booleans())
    def erase(self, what: int, asked: bool) -> None:
        """Who approves at DKUM erases; where nobody has asked, a colleague records it first, or it is
        refused. Copies elsewhere may lie on the way, and others go on writing."""
        dkum, record = self._pick(0, what)
        if not record:
            return
        if asked:
            self.ask_to_be_erased(0, what)
        self._do(dkum, "erase", lambda: erasing.erase(dkum.enter(APPROVER), record, "permintaan"))

    @rule(at=_any)
    def day_begins(self, at: int) -> None:
        """What each start of the program does about erasures."""
        desk = self.desks[at]
        who = APPROVER if at == 0 else ""
        self._do(desk, "attended", lambda: erasing_after.attend(desk.enter(who)))

    @rule(code=st.integers(1, 4))
    def decide(self, code: int) -> None:
        dkum, area = self.desks[0], self.desks[code].seat.code
        wish = decisions.ProposeDecision("WUB", 2026, area)
        proposal = self._do(dkum, "propose", lambda: decisions.propose(dkum.enter(), wish))
        if proposal is not None:
            self._do(dkum, "approve", lambda: decisions.approve(dkum.enter(APPROVER), proposal.record))
        self._within_quota()

    @rule(what=_few, answer=st.booleans())
    def cancel(self, what: int, answer: bool) -> None:
        dkum, record = self._pick(0, what)
        if not record:
            return
        if answer:
            self._do(dkum, "answer", lambda: cancelling.answer_request(dkum.enter(), record, "tetap"))
        else:
            self._do(dkum, "cancel", lambda: cancelling.cancel(dkum.enter(APPROVER), record, "mundur"))

    @rule(what=_few)
    def send_back(self, what: int) -> None:
        dkum, record = self._pick(0, what)
        if record and self._do(
            dkum, "propose return", lambda: returning.propose_return(dkum.enter(), record, "data berubah")
        ):
            self._do(dkum, "return", lambda: returning.approve_return(dkum.enter(APPROVER), record))

    # ---- people --------------------------------------------------------------------------------------

    @rule(at=st.sampled_from((1, 2, 4)), roles=st.sampled_from((("operator",), ("operator", "verifikator"))))
    def give_roles(self, at: int, roles: tuple[str, ...]) -> None:
        desk = self.desks[at]
        second = desk.slots[desk.seat.name, desk.seat.second].info.person
        self._do(desk, "roles", lambda: people.change_person(desk.enter(), second, roles=roles))

    @rule(at=st.sampled_from((1, 2, 4)), who=_few, really=_few)
    def dismiss(self, at: int, who: int, really: int) -> None:
        """Somebody of the office, perhaps at another of its computers and not heard of in full."""
        desk = self.desks[at]
        people_here = desk.office.context.people
        crew = sorted(
            user
            for user, facts in people_here.items()
            if facts.office == desk.seat.code and "admin_kantor" not in facts.roles
        )
        if crew and not really:
            self._do(desk, "dismiss", lambda: people.dismiss(desk.enter(), crew[who % len(crew)]))

    # ---- travel --------------------------------------------------------------------------------------

    @rule(at=_any, way=_few, full=st.integers(0, 4))
    def send(self, at: int, way: int, full: int) -> None:
        """A file more in the heap; perhaps nobody ever opens it."""
        self._file(at, way, full=full == 0)

    @precondition(lambda self: self.files)
    @rule(at=_any, which=st.integers(0, 7), often=st.integers(1, 2))
    def open(self, at: int, which: int, often: int) -> None:
        """Any file of the heap, old or new, at any office; some twice."""
        path = self.files[-1 - which % len(self.files)]
        for _each in range(often):
            self._open(at, path)

    @precondition(lambda self: self.files)
    @rule(which=st.integers(0, 7))
    def lose(self, which: int) -> None:
        self.files.pop(which % len(self.files)).unlink()
        self._count("files lost")

    @rule(at=st.integers(1, 4))
    def round(self, at: int) -> None:
        """Up to DKUM, and its answer back."""
        self._carry(at, 0)
        self._carry(0, at, to=self.desks[at].seat.code)

    @rule(at=_any, days=st.integers(-4000, 4000))
    def clock(self, at: int, days: int) -> None:
        """A clock that somebody set wrongly."""
        self.desks[at].clock.now = BEGIN + timedelta(days=days)
        self._count("clocks set wrong")

    # ---- computers -----------------------------------------------------------------------------------

    @rule(at=_any)
    def back_up(self, at: int) -> None:
        folder = self.folder / f"cadangan-{at}-{len(self.backups)}-{self.draw.getrandbits(32)}"
        folder.mkdir()
        self.backups[at] = make_backup(self.desks[at].enter(), folder).path
        self._note(self.desks[at])

    @rule(at=_any)
    def restore(self, at: int) -> None:
        """The disk is gone; the last backup is put back. What nobody else got is lost with the disk."""
        if at not in self.backups:
            return
        desk = self.desks[at]
        desk.office.close()
        home = self.folder / f"pulih-{self.draw.getrandbits(48)}"
        restore_backup(self.backups[at], home, desk.seat.first, offices.PASSPHRASE)
        desk.reopen(home)
        everywhere = set().union(*(held(each.office) for each in self.desks))
        self.lost |= self.written - everywhere
        self._count("restored")
        if at == 0:
            self._city_goes_on()
        elif self.draw.randrange(2):
            self._go_on(at)

    def _city_goes_on(self) -> None:
        """DKUM asks every office, opens what they send and its own answers, also those still under way; then
        its admin says that it goes on here."""
        dkum = self.desks[0]
        for path in [path for path in self.files if path in self.answers]:
            self._open(0, path)
        for at in (1, 2, 4):
            asked = make_file(dkum.enter(), self.post, to=self.desks[at].seat.code, request=True).paths
            for path in asked:
                self._open(at, path)
                path.unlink()
            self._go_on(at)
            self._carry(at, 0)
        self._do(dkum, "DKUM goes on", lambda: continue_city(dkum.enter()))

    def _go_on(self, at: int) -> None:
        """A copy that waits asks DKUM, whose person compares the fingerprint and grants it."""
        desk, dkum = self.desks[at], self.desks[0].enter()
        if standing(desk.enter()) is None or standing(dkum) is not None:
            return
        asked = trust.make_request(desk.office, self.folder)
        granted = trust.grant(dkum, asked, self.folder, fingerprint=desk.office.device.fingerprint)
        trust.accept_grant(desk.office, granted)
        for path in (asked, granted):
            path.unlink()
        for each in (desk, self.desks[0]):
            self._note(each)
        self._count("copies granted")

    # ---- at the end ----------------------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            if hasattr(self, "draw"):
                self._settle()
        finally:
            self.city.__exit__(None, None, None)
            shutil.rmtree(self.folder, ignore_errors=True)

    def _settle(self) -> None:
        """Clocks are put right, everybody hears of everything; then all copies say the same."""
        for desk in self.desks:
            desk.clock.now = BEGIN
        for at in range(1, len(self.desks)):
            self._go_on(at)
        for _round in range(3):
            self.day_begins(0)
            self._carry(3, 1)
            for at in (1, 2, 3, 4):
                self._carry(at, 0)
            for code in (KUKUSAN, self.desks[4].seat.code):
                self._carry(
                    0, *(n for n, desk in enumerate(self.desks) if n and desk.seat.code == code), to=code
                )
        dkum = self.desks[0].office
        missing = self.written - self.lost - held(dkum)
        assert not missing, f"{len(missing)} acknowledged saves never reached DKUM"
        for desk in self.desks[1:]:
            scopes = ("", desk.seat.code)
            with desk.office.reading() as here, dkum.reading() as there:
                mine, theirs = told(here, scopes), told(there, scopes)
            for name in theirs:
                assert mine[name] == theirs[name], (
                    desk.seat.name,
                    name,
                    _difference(mine[name], theirs[name]),
                )
        for desk in self.desks:
            report = check_office(desk.office)
            assert report.sound, (desk.seat.name, report.problems)
        self._sensible(dkum)
        self._within_quota()
        self._figures(dkum)

    def _sensible(self, dkum: Office) -> None:
        with dkum.reading() as connection:
            for row in connection.execute(select(tables.record.c.id)).all():
                sensible(log.fold_entries(log.entries_of(connection, dkum.context, row.id)))

    def _figures(self, dkum: Office) -> None:
        self._count("schedules")
        with dkum.reading() as connection:
            op = tables.op.c
            self._count("ops", len(connection.execute(select(op.id)).all()))
            self._count("stubs", len(connection.execute(select(op.id).where(op.kind == STUB)).all()))
            self._count("void ops", len(connection.execute(select(op.id).where(op.void.is_not(None))).all()))
            self._count("fields in conflict", len(connection.execute(select(tables.conflict)).all()))
            for row in connection.execute(select(tables.application.c.status)):
                self._count(f"applications {row.status}")

    # ---- within --------------------------------------------------------------------------------------

    def _pick(self, at: int, what: int) -> tuple[Desk, str]:
        desk = self.desks[at]
        with desk.office.reading() as connection:
            uuids = connection.execute(select(tables.application.c.uuid)).scalars().all()
        records = sorted(uuid.hex() for uuid in uuids)
        return desk, records[what % len(records)] if records else ""

    def _do(self, desk: Desk, what: str, step: Callable[[], Any]) -> Any:
        """What a person does; a refusal changes nothing and is an answer too."""
        try:
            result = step()
        except Refused as refused:
            self._count(f"{what}: refused {refused.code}")
            return None
        self._note(desk)
        self._count(what)
        return result

    def _note(self, desk: Desk) -> None:
        """What has been acknowledged at this computer."""
        self.written |= held(desk.office)

    def _file(self, at: int, way: int, *, full: bool = False) -> list[Path]:
        desk = self.desks[at]
        to = ""
        if desk.seat.kind == "dkum":
            to = self.desks[1 + way % 4].seat.code
        elif way == 0 and desk.seat.code == KUKUSAN and desk.seat.kind == "kelurahan":
            to = KUKUSAN
        return self._made(at, to, full=full)

    def _made(self, at: int, to: str, *, full: bool = False) -> list[Path]:
        desk = self.desks[at]
        made = self._do(desk, "file made", lambda: make_file(desk.enter(), self.post, to=to, full=full))
        paths: list[Path] = []
        for path in (*made.paths, *made.answers) if made is not None else ():
            kept = path.with_name(f"{self.draw.getrandbits(48)}.dks")
            path.rename(kept)
            paths.append(kept)
            if at == 0:
                self.answers.add(kept)
        self.files += paths
        return paths

    def _carry(self, at: int, *readers: int, to: str = "") -> None:
        for path in self._made(at, to):
            for reader in readers:
                self._open(reader, path)

    def _open(self, at: int, path: Path) -> None:
        desk = self.desks[at]
        try:
            report = open_file(desk.enter(), path)
        except SyncRefused as refused:
            assert refused.code in PASSING, (desk.seat.name, refused.code, str(refused))
            self._count(f"opened: {refused.code}")
            return
        self._count("opened: known" if report.repeated else "opened")
        self._count("conflicts told", report.conflicts)
        self._note(desk)
        if at == 0:
            self._within_quota()

    def _within_quota(self) -> None:
        for code, many in accepted(self.desks[0].office).items():
            assert many <= QUOTA, (code, many)

    def _count(self, what: str, many: int = 1) -> None:
        Offices.done[what] += many


def _difference(mine: list[Any], theirs: list[Any]) -> list[Any]:
    return [("here", each) for each in mine if each not in theirs][:3] + [
        ("at DKUM", each) for each in theirs if each not in mine
    ][:3]
