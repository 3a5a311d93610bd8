"""The cards of Beranda. Each shows a part of `Home` in words; none of them asks anything itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.actions.safekeeping import BackupState
from desktop_app.domain.business import LEAST, WANTED
from desktop_app.domain.data_requests import clock_words
from desktop_app.domain.fields import FIELDS
from desktop_app.domain.moments import moment_of
from desktop_app.domain.people import OfficeKind
from desktop_app.queries.consents import Kept
from desktop_app.queries.data_requests import Waiting
from desktop_app.queries.file_words import office_name
from desktop_app.queries.home import Becoming, DraftLine, FromDkum, Home, Quota, Women
from desktop_app.queries.status import Delivery
from resources.i18n import counted, tr, trn
from ui import tokens as t
from ui import when
from ui.models.checking import queue_words
from ui.pages.usaha_words import register_sentence
from ui.widgets.button import Button
from ui.widgets.card import Bar, Card, Divider
from ui.widgets.flow import Flow, clear
from ui.widgets.gauge import GaugeLegend, GaugeState, QuotaGauge
from ui.widgets.labels import ElidedLabel, Icon, IconTile, Label, WrapLabel
from ui.widgets.timeline import Moment, Timeline

Go = Callable[[str, object], None]


class QuotaCard(Card):
    """The places of Wirausaha Baru, and by which decision."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Kuota Wirausaha Baru"))
        row = QHBoxLayout()
        row.setSpacing(10)
        self._name = Label(size=t.SIZE_CARD, weight=t.SEMIBOLD)
        self._by = ElidedLabel(size=t.SIZE_META, tone="text2")
        self._figure = Label(size=t.SIZE_FIGURE, weight=t.SEMIBOLD)
        self._of = Label(tone="text2")
        row.addWidget(self._name)
        row.addWidget(self._by, 1)
        row.addWidget(self._figure)
        row.addWidget(self._of)
        self.body.addLayout(row)
        self.gauge = QuotaGauge(tr("Tempat Wirausaha Baru"))
        self.legend = GaugeLegend()
        self.body.addWidget(self.gauge)
        self.body.addWidget(self.legend)

    def show_quota(self, quota: Quota) -> None:
        """Show the places of one year."""
        decided = bool(quota.nomor)
        self._name.setText(tr("Wirausaha Baru {tahun}", tahun=quota.tahun))
        self._by.setText(
            tr("menurut putusan DKUM {nomor}", nomor=quota.nomor)
            if decided
            else tr("perkiraan, belum diputuskan DKUM")
        )
        self._figure.setText(str(quota.used))
        told = tr("dari {n} tempat terpakai", n=quota.places)
        self._of.setText(told if decided else tr("dari {n} tempat terisi", n=quota.places))
        state = GaugeState(
            quota.places, quota.accepted, quota.proposed, quota.verified, quota.waiting,
            decided and quota.waiting == quota.waitlisted,
        )  # fmt: skip
        self.gauge.set(state)
        self.legend.set(state)


@dataclass(frozen=True)
class Step:
    """One next step: what, why, and the button that goes there."""

    icon: str
    tone: str
    title: str
    sub: str
    action: str
    page: str
    argument: object = None
    key: str = ""


class StepsCard(Card):
    """What to do next, in sentences; nothing to do is said, too."""

    def __init__(self, go: Go, *, fills: bool) -> None:
        super().__init__(tr("Langkah berikutnya"))
        self._go, self._fills = go, fills
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self.body.addStretch(1)
        self.buttons: list[Button] = []

    def show_steps(self, steps: list[Step]) -> None:
        """Show `steps`, the most pressing first."""
        clear(self._rows)
        self.buttons = []
        for number, step in enumerate(steps):
            if number:
                self._rows.addWidget(Divider())
            self._rows.addWidget(self._row(step))
        if not steps:
            told = (
                tr("Tidak ada yang menunggu Anda. Mulai dengan Entri baru (F2).")
                if self._fills
                else tr("Tidak ada yang menunggu Anda.")
            )
            self._rows.addWidget(WrapLabel(told, tone="text2"))

    def _row(self, step: Step) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 12, 0, 12)
        row.setSpacing(12)
        row.addWidget(IconTile(step.icon, step.tone))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(WrapLabel(step.title, weight=t.SEMIBOLD, tone="text"))
        words.addWidget(WrapLabel(step.sub, size=t.SIZE_META))
        row.addLayout(words, 1)
        if step.action:
            button = Button(step.action, key=step.key)
            button.setAccessibleDescription(step.title)
            button.clicked.connect(lambda _checked=False: self._go(step.page, step.argument))
            row.addWidget(button)
            self.buttons.append(button)
        return holder


class DraftsCard(Card):
    """Typing and drafts to go on with, the newest first."""

    def __init__(self, go: Go) -> None:
        super().__init__(tr("Draf yang dapat dilanjutkan"), " ")
        self._go = go
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self.buttons: list[Button] = []

    def show_drafts(self, home: Home, today: date) -> None:
        """Show the newest drafts and how many there are."""
        title = tr("Draf yang dapat dilanjutkan")
        self.set_title(title, trn("{n} draf", "{n} draf", home.drafts_total))
        clear(self._rows)
        self.buttons = []
        for draft in home.drafts:
            self._rows.addWidget(self._row(draft, today))
        self.setVisible(bool(home.drafts))

    def _row(self, draft: DraftLine, today: date) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(9)
        name = draft.nama or (
            tr("Tanpa nama, NIK …{n}", n=draft.nik4) if draft.nik4 else tr("Tanpa nama dan NIK")
        )
        row.addWidget(Icon("circle-dashed", "text2", 16))
        label = ElidedLabel(name, weight=t.SEMIBOLD)
        label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row.addWidget(label)
        row.addWidget(ElidedLabel(_stopped(draft), size=t.SIZE_META, tone="text2"), 1)
        row.addWidget(Label(when.near_moment(draft.changed, today), size=t.SIZE_META, tone="text2"))
        button = Button(tr("Lanjutkan"), kind="link")
        button.setAccessibleName(tr("Lanjutkan {nama}", nama=name))
        button.clicked.connect(lambda _checked=False: self._go("entri", draft.form_id or draft.record))
        row.addWidget(button)
        self.buttons.append(button)
        return holder


def _stopped(draft: DraftLine) -> str:
    if draft.stopped:
        return tr("berhenti di {isian}", isian=tr(draft.stopped))
    return tr("ketikan belum disimpan") if draft.form_id else tr("tersimpan sebagai draf")


class DeliveryCard(Card):
    """What reached DKUM: a receipt says so, nothing else."""

    def __init__(self, go: Go) -> None:
        super().__init__(tr("Sampai di DKUM"))
        self.timeline = Timeline()
        self.body.addWidget(self.timeline)
        self.make = Button(tr("Buat berkas"), icon="usb")
        self.open = Button(tr("Buka balasan"))
        self.make.clicked.connect(lambda: go("sinkronisasi", None))
        self.open.clicked.connect(lambda: go("sinkronisasi", None))
        self.body.addSpacing(6)
        self.body.addWidget(Flow(self.make, self.open, spread=True))

    def show_delivery(self, home: Home) -> None:
        """Show received, waiting and unsent changes."""
        sent = home.delivery
        self.timeline.set_moments([*_before(sent), _received(sent), *_waiting(sent), *_unsent(home)])
        self.make.set_text(tr("Buat berkas {nomor}", nomor=f"{home.next_file:04d}"))


def _before(sent: Delivery) -> list[Moment]:
    if not sent.earlier:
        return []
    whole = sent.earlier_received == sent.earlier
    return [Moment(sent.before(), "", *(("circle-check", "ok") if whole else ("clock", "warn")))]


def _received(sent: Delivery) -> Moment:
    if not sent.received:
        title = (
            tr("Belum ada tanda terima DKUM sesudahnya")
            if sent.earlier
            else tr("Belum ada tanda terima DKUM")
        )
        return Moment(title, tr("Tanda terima datang bersama balasan DKUM."),
                      "circle-dashed", "text2", dashed=True)  # fmt: skip
    title = tr("{n} perubahan diterima DKUM", n=counted(sent.received))
    sub = ""
    if sent.received_no is not None and sent.received_at is not None:
        sub = tr("Tanda terima {nomor}, {waktu}", nomor=f"{sent.received_no:04d}",
                 waktu=when.long_moment(moment_of(sent.received_at)))  # fmt: skip
    return Moment(title, sub, "circle-check", "ok")


def _waiting(sent: Delivery) -> list[Moment]:
    if not sent.waiting or sent.waiting_no is None or sent.made_at is None:
        return []
    title = tr("{n} perubahan di berkas {nomor}", n=counted(sent.waiting),
               nomor=f"{sent.waiting_no:04d}")  # fmt: skip
    sub = tr("Berkas dibuat {tanggal}, belum ada tanda terima", tanggal=f"{moment_of(sent.made_at):%d-%m}")
    return [Moment(title, sub, "clock", "warn", dashed=True)]


def _unsent(home: Home) -> list[Moment]:
    if not home.delivery.unsent:
        if home.delivery.earlier_received < home.delivery.earlier:
            return []  # some of before may be in none
        return [Moment(tr("Semua perubahan sudah masuk berkas"), "", "circle-check", "ok")]
    since = tr("Sejak {waktu}", waktu=when.short_moment(home.unsent_since)) if home.unsent_since else ""
    title = tr("{n} perubahan belum masuk berkas", n=counted(home.delivery.unsent))
    return [Moment(title, since, "circle-dashed", "text2")]


class WomenCard(Card):
    """Perempuan Pengusaha from this kelurahan; the city's places are DKUM's to fill."""

    def __init__(self) -> None:
        super().__init__(tr("Perempuan Pengusaha"))
        row = QHBoxLayout()
        row.setSpacing(8)
        self._figure = Label(size=t.SIZE_FIGURE, weight=t.SEMIBOLD)
        self._told = Label(tone="text2")
        row.addWidget(self._figure)
        row.addWidget(self._told)
        row.addStretch(1)
        self.body.addLayout(row)
        self.bar = Bar()
        self.body.addWidget(self.bar)
        self._counts = WrapLabel(size=t.SIZE_META)
        self.body.addWidget(self._counts)
        line = QHBoxLayout()
        line.setSpacing(7)
        self._icon = Icon("mail-check", "plum", 16)
        self._letters = WrapLabel(size=t.SIZE_META, weight=t.MEDIUM, tone="plum")
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._letters, 1)
        self.body.addLayout(line)

    def show_women(self, women: Women) -> None:
        """Show the counts of one year."""
        self.set_title(tr("Perempuan Pengusaha {tahun}", tahun=women.tahun))
        self._figure.setText(str(women.applied))
        self._told.setText(tr("diajukan dari kelurahan ini"))
        told = tr("{a} ditetapkan, {v} terverifikasi, {w} di daftar tunggu.",
                  a=women.accepted, v=women.verified, w=women.waitlisted)  # fmt: skip
        self.bar.set([(women.accepted, "gauge1"), (women.verified, "gauge3")], max(1, women.applied), told)
        if women.city_quota:
            told = tr("{kalimat} Kuota kota {n}.", kalimat=told, n=women.city_quota)
        self._counts.setText(told)
        self._letters.setText(
            tr("{k} dari {n} direkomendasikan DP3AP2KB.", k=women.recommended, n=women.applied)
        )
        self._icon.setVisible(bool(women.applied))
        self._letters.setVisible(bool(women.applied))


class _LineCard(Card):
    """A title, a small bar, a sentence and the way to the list, in one line."""

    def __init__(self, title: str, action: str, go: Callable[[], None]) -> None:
        super().__init__()
        self.setAccessibleName(title)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Label(title, size=t.SIZE_CARD, weight=t.SEMIBOLD))
        self.bar = Bar()
        self.bar.setFixedWidth(90)
        row.addWidget(self.bar)
        self._told = WrapLabel(size=t.SIZE_META)
        row.addWidget(self._told, 1)
        self.open_button = Button(tr("Buka daftarnya"), kind="link", height=28)
        self.open_button.setAccessibleName(action)
        self.open_button.clicked.connect(lambda: go())
        row.addWidget(self.open_button)
        self.body.addLayout(row)


class RegisterCard(_LineCard):
    """The existing businesses of this kelurahan beside what the city says, in one line."""

    def __init__(self, go: Go) -> None:
        title, action = tr("Usaha terdaftar"), tr("Buka daftar usaha terdaftar")
        super().__init__(title, action, lambda: go("usaha", None))

    def show_count(self, n: int) -> None:
        """Show how many there are."""
        told = register_sentence(n)
        self.bar.set([(min(n, WANTED), "gauge2" if n >= LEAST else "warn")], WANTED, told)
        self._told.setText(told)


class BecomingCard(_LineCard):
    """How many of the year's accepted became entrepreneurs, against the places of this kelurahan."""

    def __init__(self, go: Go) -> None:
        title, action = tr("Wirausaha baru"), tr("Buka capaian wirausaha baru")
        super().__init__(title, action, lambda: go("capaian", "started"))

    def show_becoming(self, found: Becoming) -> None:
        """Show the figures; nothing while nobody has been accepted."""
        self.setVisible(bool(found.figures.accepted))
        figures = found.figures
        told = tr(
            "{a} dari sasaran {n} sudah mulai usaha, {b} masih berjalan setelah 6 bulan.",
            a=figures.started, b=figures.six, n=found.wanted,
        )  # fmt: skip
        if found.due:
            told += " " + trn("{n} orang perlu ditanya.", "{n} orang perlu ditanya.", found.due)
        self.bar.set(
            [(figures.six, "gauge1"), (figures.started - figures.six, "gauge2")], max(found.wanted, 1), told
        )
        self._told.setText(told)


class DkumCard(Card):
    """What came from DKUM: the rule book in force, and whether this office is enrolled."""

    def __init__(self) -> None:
        super().__init__(tr("Dari DKUM"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(9)
        self.body.addLayout(self._rows)

    def show_dkum(self, found: FromDkum, tahun: int, *, waits: bool = False) -> None:
        """Show rule book and grant; `waits`: this copy of an enrolled office waits for DKUM's word."""
        clear(self._rows)
        built_in = found.rules == "0"
        rules = (
            tr("Aturan {tahun} bawaan aplikasi", tahun=tahun)
            if built_in
            else tr("Aturan {tahun} versi {versi} berlaku", tahun=tahun, versi=found.rules)
        )
        sub = tr("Berlaku sampai DKUM mengirim buku aturan.") if built_in else ""
        self._rows.addWidget(_fact("scale", "text2", rules, sub))
        if found.enrolled and not waits:
            told = tr("Daftar perangkat DKUM versi {n}.", n=found.directory)
            self._rows.addWidget(_fact("shield-check", "ok", tr("Kantor ini terdaftar di DKUM"), told))
        else:
            told = tr("Daftar Nominatif tetap DRAF dan berkas data menunggu.")
            self._rows.addWidget(_fact("clock", "warn", tr("Menunggu izin DKUM"), told))


class BackupCard(Card):
    """When the office was last copied, and that the copy was read back."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Cadangan"))
        self._rows = QVBoxLayout()
        self.body.addLayout(self._rows)

    def show_backup(self, state: BackupState, now: datetime) -> None:
        """Show the newest copy elsewhere, or what is missing."""
        clear(self._rows)
        kept = state.outside or state.last
        if kept is None:
            title, sub = tr("Belum ada cadangan"), tr("Buat di Pengaturan, simpan di flash disk.")
        else:
            day = f"{when.short_day(kept.made.date())} {kept.made.year}"
            title = tr("Cadangan {tanggal}", tanggal=day)
            if state.overdue(now) or state.lost is not None:
                sub = state.sentence(now)
            elif state.outside is None:
                sub = tr("Hanya di komputer ini. Simpan juga di flash disk.")
            else:
                sub = tr("Sudah diuji dapat dipulihkan")
        tone = "warn" if state.outside is None or state.overdue(now) else "ok"
        self._rows.addWidget(_fact("hard-drive", "text2", title, sub, sub_tone=tone))


def _fact(icon: str, tone: str, title: str, sub: str, *, sub_tone: str = "text2") -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    row.addWidget(Icon(icon, tone, 18), 0, Qt.AlignmentFlag.AlignVCenter)
    column = QVBoxLayout()
    column.setSpacing(1)
    column.addWidget(WrapLabel(title, weight=t.MEDIUM, tone="text"))
    if sub:
        column.addWidget(WrapLabel(sub, size=t.SIZE_META, tone=sub_tone))
    row.addLayout(column, 1)
    return holder


def steps_of(home: Home, now: datetime, kind: OfficeKind = "kelurahan") -> list[Step]:
    """The next steps as sentences, the most pressing first. A laptop neither verifies nor seals."""
    steps = _pressing(home, now)
    here = kind == "kelurahan"
    if home.to_verify.total and here:
        steps.append(_verify_step(home))
    if home.returned.total:
        steps.append(_returned_step(home))
    if home.difference.total:
        steps.append(_difference_step(home))
    if home.to_review:
        title = trn("{n} pendaftar perlu dilihat menurut aturan baru",
                    "{n} pendaftar perlu dilihat menurut aturan baru", home.to_review)  # fmt: skip
        why = tr("Buku aturan yang berlaku menilai mereka lain daripada yang memeriksa mereka.")
        steps.append(Step("scale", "warn", title, why, tr("Lihat"), "pendaftar", {"otherwise": True}))
    if home.difference.clashes:
        title = trn(
            "{n} pendaftar memakai NIK yang sama di program yang sama",
            "{n} pendaftar memakai NIK yang sama di program yang sama",
            home.difference.clashes,
        )
        why = tr("Salah satunya mengundurkan diri atau ditolak sebelum DKUM memutuskan.")
        steps.append(Step("copy-check", "warn", title, why, tr("Buka Pendaftar"), "pendaftar"))
    if home.difference.number_clashes:
        title = trn(
            "{n} pendaftar memakai nomor pendaftaran yang sama",
            "{n} pendaftar memakai nomor pendaftaran yang sama",
            home.difference.number_clashes,
        )
        why = tr("Catat pengunduran diri salah satunya, lalu daftarkan lagi; ia mendapat nomor baru.")
        steps.append(Step("copy-check", "warn", title, why, tr("Buka Pendaftar"), "pendaftar"))
    if home.letters_twice and here:
        steps.append(_letters_step(home))
    for due in home.rosters if here else ():
        program = FIELDS["program"].label_of(due.program)
        title = tr("Daftar Nominatif {program} menunggu segel Lurah", program=program)
        if due.final:
            why = trn("{n} orang sudah ditetapkan DKUM, daftarnya belum disegel.",
                      "{n} orang sudah ditetapkan DKUM, daftarnya belum disegel.", due.people)  # fmt: skip
        elif due.fresh == due.people:
            why = trn("{n} orang terverifikasi. Nomor surat belum diisi.",
                      "{n} orang terverifikasi. Nomor surat belum diisi.", due.people)  # fmt: skip
        else:
            why = tr("{n} orang terverifikasi, {m} di antaranya baru.", n=due.people, m=due.fresh)
        steps.append(Step("pen-line", "accent", title, why, tr("Buka Dokumen"), "dokumen"))
    if not home.from_dkum.enrolled:
        why = tr("Kirim permintaan pendaftaran ke DKUM, lalu buka berkas izinnya.")
        steps.append(
            Step("shield-check", "accent", tr("Kantor ini belum terdaftar di DKUM"), why,
                 tr("Buka Sinkronisasi"), "sinkronisasi")
        )  # fmt: skip
    return steps


def _pressing(home: Home, now: datetime) -> list[Step]:
    """What comes before the day's work: data that differ, are harmed or unsafe, and people who wait."""
    steps: list[Step] = []
    for each in home.disagreements:
        title = tr("Data kantor ini berbeda dengan data {kantor}", kantor=office_name(each.peer))
        why = tr("Perubahannya sama, hasilnya tidak. Periksa sebelum mengirim berkas berikutnya.")
        steps.append(Step("octagon-alert", "bad", title, why, tr("Buka Sinkronisasi"), "sinkronisasi"))
    if home.check is not None and not home.check.sound:
        steps.append(
            Step("octagon-alert", "bad", tr("Pemeriksaan terakhir menemukan yang tidak utuh"),
                 tr("Periksa lagi untuk melihat apa dan langkah berikutnya."), tr("Buka Pemeriksaan"),
                 "pengaturan", "pemeriksaan")
        )  # fmt: skip
    if home.backup.overdue(now):
        steps.append(_backup_step(home.backup, now))
    if home.asked.open or home.asked.holding:
        steps.append(_data_request_step(home.asked, now))
    if home.ending is not None:
        steps.append(_retention_step(home.ending, now.date()))
    return steps


def _retention_step(kept: Kept, today: date) -> Step:
    title, why = kept.title(today), kept.advice(today)
    return Step("archive", "warn", title, why, tr("Lihat masa simpan"), "privasi")


def _data_request_step(waiting: Waiting, now: datetime) -> Step:
    if not waiting.open:
        title = trn("{n} pembatasan data pribadi masih berlaku",
                    "{n} pembatasan data pribadi masih berlaku", waiting.holding)  # fmt: skip
        why = tr("Cabut setelah perkaranya selesai.")
        return Step("user-lock", "warn", title, why, tr("Lihat permintaan"), "privasi")
    n = waiting.open
    title = trn("{n} permintaan data pribadi menunggu jawaban",
                "{n} permintaan data pribadi menunggu jawaban", n)  # fmt: skip
    if waiting.overdue:
        why = tr("{m} lewat tenggat 3 kali 24 jam.", m=waiting.overdue)
    else:
        why = tr("Yang paling awal: {sisa}.", sisa=_small(clock_words(waiting.oldest or 0, now)))
    tone = "bad" if waiting.overdue else "warn"
    return Step("user-lock", tone, title, why, tr("Lihat permintaan"), "privasi")


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _backup_step(state: BackupState, now: datetime) -> Step:
    why = tr("Bila komputer ini rusak atau hilang, yang belum dicadangkan ikut hilang.")
    page, part = "pengaturan", "cadangan"
    return Step("hard-drive", "warn", state.sentence(now), why, tr("Buka Cadangan"), page, part)


def _verify_step(home: Home) -> Step:
    queue = home.to_verify
    title = trn("{n} pendaftar menunggu verifikasi", "{n} pendaftar menunggu verifikasi", queue.total)
    name = queue.oldest or tr("Tanpa nama")
    if not queue.able and queue.held:
        why = " ".join(queue_words(queue.total, 0, queue.held))
    elif not queue.able:
        why = tr("Semuanya Anda yang mengetik, jadi verifikator lain yang memeriksanya.")
    elif queue.days:
        why = trn(
            "Yang tertua sudah menunggu {n} hari: {nama}.",
            "Yang tertua sudah menunggu {n} hari: {nama}.",
            queue.days,
            nama=name,
        )
    else:
        why = tr("Yang tertua masuk hari ini: {nama}.", nama=name)
    return Step("badge-check", "accent", title, why, tr("Verifikasi"), "verifikasi", key="Ctrl+4")


def _letters_step(home: Home) -> Step:
    found = home.letters_twice
    title = (
        tr("Nomor surat {nomor} dipakai dua surat", nomor=found[0].nomor)
        if len(found) == 1
        else trn("{n} nomor surat dipakai dua surat", "{n} nomor surat dipakai dua surat", len(found))
    )
    why = tr("Cocokkan dengan buku agenda, batalkan yang keliru, lalu terbitkan lagi dengan nomor baru.")
    return Step("copy-check", "warn", title, why, tr("Buka suratnya"), "dokumen", found[0].record)


def _returned_step(home: Home) -> Step:
    found = home.returned
    title = (
        trn("{n} berkas dikembalikan DKUM untuk diperbaiki", "{n} berkas dikembalikan DKUM untuk diperbaiki",
            found.total)
        if found.by_dkum == found.total
        else trn("{n} berkas dikembalikan untuk diperbaiki", "{n} berkas dikembalikan untuk diperbaiki",
                 found.total)
    )  # fmt: skip
    reasons = "; ".join(found.reasons)
    why = tr("Alasan: {alasan}.", alasan=reasons.rstrip(".")) if reasons else ""
    return Step("undo-2", "warn", title, why, tr("Perbaiki"), "pendaftar", {"status": "returned"})


def _difference_step(home: Home) -> Step:
    found = home.difference
    title = trn("{n} data berbeda menunggu keputusan", "{n} data berbeda menunggu keputusan", found.total)
    why = tr("{isian} {nama} berbeda antara dua salinan.", isian=tr(found.field) if found.field else "",
             nama=found.nama)  # fmt: skip
    return Step("git-compare", "warn", title, why, tr("Putuskan"), "perbedaan")
