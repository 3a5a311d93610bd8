"""A year of the programme, step by step, in the order in which the city lives it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from python_calamine import CalamineWorkbook

from desktop_app.domain import region
from desktop_app.sample.people import Person, make_people
from desktop_app.sample.spreadsheets import make_xlsx
from tests import letters, offices
from tests.documents.reading import page_texts
from tests.recount import recount
from tests.story import truth
from tests.story.stage import Stage, Window, numbers_on, one, rows
from ui.dialogs.extract import ExtractDialog

HENDRA, SARI = "Hendra Wijaya", "Sari Utami"
RATNA, DIAN = "Ratna Puspita", "Dian Lestari"
DKUM, YEAR, QUOTA, RESERVE, PP_QUOTA = "dkum", 2026, 27, 5, 8
BY_KEYS = 2
DAYS = ("2026-11-18", "2026-11-19", "2026-11-20")
LETTER = ("--number", "463/7/DP3AP2KB", "--date", "05-11-2026")
RECEIVER = {
    "code": "disdukcapil", "name": "Disdukcapil Kota Depok", "purpose": "Pemadanan NIK", "nik": "full",
    "columns": ["nomor_pendaftaran", "nik", "nama", "kelurahan"], "statuses": ["accepted", "waitlisted"],
}  # fmt: skip


@dataclass
class Programme:
    """The city of the story: which kelurahan take part, and how long the public export is."""

    stage: Stage
    codes: Sequence[str]
    people_each: int
    damaged: int
    papers: Path = field(init=False)
    usb: Path = field(init=False)
    people: list[Person] = field(default_factory=list[Person])

    def __post_init__(self) -> None:
        self.papers, self.usb = self.stage.folder / "kertas", self.stage.folder / "usb"
        for folder in (self.papers, self.usb):
            folder.mkdir(parents=True)

    def tell(self) -> None:
        """All of it."""
        for step in (
            self.found, self.rules, self.export, self.verification, self.letter, self.ranking, self.decisions,
            self.withdrawals, self.second_round, self.rosters, self.training, self.mentoring, self.outcomes,
            self.recap, self.extract, self.whole_city,
        ):  # fmt: skip
            self.stage.say(step.__name__)
            step()

    # ---- the offices and their files

    def found(self) -> None:
        """DKUM and the kelurahan, enrolled."""
        dkum, kelurahan = offices.city(self.stage.folder, *self.codes)
        for office in (dkum, *kelurahan.values()):
            office.close()

    def up(self) -> None:
        """Every kelurahan's file, opened at DKUM: as many changes as it says, none void.

        What DKUM has not confirmed yet comes once more, and is known there.
        """
        made = {code: self.stage.wira(code, RATNA, "export", "--out", self.usb) for code in self.codes}
        told = self.stage.wira(
            DKUM, HENDRA, "import", *(path for each in made.values() for path in each["files"])
        )
        taken = sum(each["new"] + each["known"] for each in told["files"])
        self.stage.same("changes that arrived at DKUM", taken, sum(each["changes"] for each in made.values()))
        assert all(each["void"] == {} for each in told["files"])

    def down(self) -> None:
        """DKUM's file, opened in every kelurahan."""
        for code in self.codes:
            made = self.stage.wira(DKUM, HENDRA, "export", "--to", code, "--out", self.usb)
            told = self.stage.wira(code, RATNA, "import", *made["files"])
            assert all(each["void"] == {} for each in told["files"])

    # ---- rules

    def rules(self) -> None:
        """Rule book 2026 of both programmes: 27 places and a reserve, recommendations first."""
        wub = {
            "reserve": RESERVE,
            "priority": ["pekka_terverifikasi", "tanggal_lengkap"],
            "extracts": [RECEIVER],
        }
        for number, (program, change) in enumerate((("WUB", wub), ("PP", {"quota": PP_QUOTA})), 1):
            shown = self.stage.wira(DKUM, HENDRA, "rules", "show", "--program", program, "--year", YEAR)
            book = self.stage.folder / f"aturan-{program}.json"
            book.write_text(json.dumps({**shown, **change}), encoding="utf-8")
            self.stage.wira(DKUM, HENDRA, "rules", "check", book)
            letter = ("--number", f"188.4/{number}/DKUM/{YEAR}", "--date", "02-01-2026")
            self.stage.wira(DKUM, HENDRA, "rules", "issue", book, *letter)
        self.down()
        told = self.stage.wira(self.codes[0], RATNA, "rules", "list")
        with self.stage.window(self.codes[0], RATNA) as window:
            window.go("beranda")
            version = "SELECT max(versi) FROM rulebook WHERE program = 'WUB'"
            self.stage.same(
                "version on Beranda", window.number(r"versi (\d+) berlaku"), one(window.office, version)
            )
            self.stage.same("rule books", len(told["rules"]), one(window.office, truth.count("rulebook")))

    # ---- the public export

    def export(self) -> None:
        """The public app's export: everybody of the city on one sheet, some rows damaged."""
        for code in self.codes:
            made = make_people(1, code, self.people_each, year=YEAR, today=date(2026, 11, 20))
            self.people += [{**each, "rekomendasi_no": "", "rekomendasi_tanggal": ""} for each in made]
        sheet = make_xlsx(self.people, damaged=self.damaged)
        path = self.stage.folder / "ekspor.xlsx"
        path.write_bytes(sheet.data)
        report = self.papers / "laporan-impor.xlsx"
        told = self.stage.wira(DKUM, HENDRA, "intake", path, "--year", YEAR, "--report", report)
        counts = told["counts"]
        with self.stage.window(DKUM, HENDRA) as window:
            stored = one(window.office, truth.count())
            self.stage.same("rows stored of the export", told["stored"], stored)
            self.stage.same("new rows of the export", counts["new"], stored)
            self.stage.same("rows of the export told", sum(counts.values()), len(self.people) + self.damaged)
            self.stage.same("damaged rows", counts["duplicate"] + counts["refused"], len(sheet.damaged))
            window.go("pendaftar")
            shown = window.number(r"([\d.]+) pendaftar cocok")
            self.stage.same("Pendaftar at DKUM", shown, stored)
        again = self.stage.wira(DKUM, HENDRA, "intake", path, "--year", YEAR)
        self.stage.same("the same export again stores", again["stored"], 0)
        self.down()

    # ---- verification

    def verification(self) -> None:
        """Every office submits what came and verifies it by a second person."""
        for code in self.codes:
            listed = self.stage.wira(code, RATNA, "list", "--status", "draft", "--limit", 10_000)
            numbers = [each["nomor_pendaftaran"] for each in listed["applicants"]]
            self.stage.wira(code, RATNA, "submit", *numbers)
            by_hand = BY_KEYS if code == self.codes[0] else 0
            approved = numbers[by_hand:]
            self.stage.wira(code, DIAN, "approve-application", "--seen", "ktp,kk", *approved)
        with self.stage.window(self.codes[0], DIAN) as window:
            for _ in range(BY_KEYS):
                self.verify_by_keys(window)
            wub = one(window.office, truth.count(where="status = 'verified' AND program = 'WUB'"))
            window.go("beranda")
            self.stage.same("verified on Beranda", window.number(r"(\d+) orang terverifikasi"), wub)
            self.stage.same(
                "places on Beranda", window.number(r"(\d+) dari 27 tempat terisi"), min(QUOTA, wub)
            )
            window.go("kuota")
            self.stage.same("Kuota's list", window.rows("Urutan pendaftar"), wub)
            self.stage.same("below the line", window.number(r"(\d+) di bawah garis"), max(wub - QUOTA, 0))
            window.go("verifikasi")
            self.stage.same("queue", "Tidak ada yang menunggu" in window.words(), True)
        self.up()
        with self.stage.window(DKUM, HENDRA) as window:
            window.go("penetapan")
            wub = one(window.office, truth.count(where="status = 'verified' AND program = 'WUB'"))
            shown = window.number(r"([\d.]+) terverifikasi belum diputuskan")
            self.stage.same("verified on Penetapan", shown, wub)
            places = "SELECT count(DISTINCT kelurahan_kode) FROM application WHERE program = 'WUB'"
            table = window.rows("Kelurahan yang dapat diputuskan")
            self.stage.same("kelurahan on Penetapan", table, one(window.office, places))

    def verify_by_keys(self, window: Window) -> None:
        """The oldest in the queue, in the window: every item of the checklist, then Ctrl+Enter."""
        verified = truth.count(where="status = 'verified'")
        before = one(window.office, verified)
        page = window.go("verifikasi")
        window.until(lambda: bool(page.key_hints()))
        for _ in range(len(page._panel.checklist.items())):
            window.press(Qt.Key.Key_Space)
        assert page._panel.checklist.complete()
        window.press(Qt.Key.Key_Return, mod=Qt.KeyboardModifier.ControlModifier)
        window.until(lambda: one(window.office, verified) == before + 1)
        window.until(window.desk.worker.idle)

    # ---- DP3AP2KB

    def letter(self) -> None:
        """A letter names some of the women, and somebody nobody knows."""
        women = [each for each in self.people if each["program"] == "PP"][: max(4, len(self.codes))]
        stranger = {**women[0], "nama": "Entah Siapa"}
        lines = [*map(letters.line, women), letters.line(stranger, nik="3276065203949888")]
        path = self.stage.folder / "pekka.xlsx"
        path.write_bytes(letters.data(lines))
        told = self.stage.wira(DKUM, HENDRA, "recommendation", "import", path, *LETTER)
        listed = self.stage.wira(DKUM, HENDRA, "recommendation", "list", "--limit", 1000)
        with self.stage.office(DKUM, HENDRA) as office:
            joined = truth.count(where="rekomendasi IS NOT NULL")
            self.stage.same("names paired by NIK", told["paired"], one(office, joined))
            self.stage.same("names on the letter", told["added"], len(lines))
            self.stage.same("unmatched names", listed["counts"]["belum"], len(lines) - one(office, joined))
        with self.stage.window(DKUM, HENDRA) as window:
            window.go("rekomendasi")
            names = one(window.office, truth.count("recommended"))
            self.stage.same("names on Rekomendasi", window.number(r"surat, ([\d.]+) nama"), names)
            self.stage.same("rows of Rekomendasi", window.rows("Nama di surat rekomendasi"), names)
        self.down()

    # ---- ranking

    def ranking(self) -> None:
        """Every kelurahan's order: its line at 27, its reserve."""
        for code in self.codes:
            told = self.stage.wira(DKUM, HENDRA, "rank", "--year", YEAR, "--kelurahan", code)
            with self.stage.office(DKUM, HENDRA) as office:
                here = f"program = 'WUB' AND status = 'verified' AND kelurahan_kode = '{code}'"
                ranked = one(office, truth.count(where=here))
            self.stage.same(f"ranked in {code}", len(told["rows"]), ranked)
            self.stage.same(
                f"within in {code}", sum(row["within"] for row in told["rows"]), min(QUOTA, ranked)
            )
            waiting = [row for row in told["rows"] if row["waiting"]]
            self.stage.same(f"waiting in {code}", len(waiting), max(ranked - QUOTA, 0))
            reserve = sum(bool(row["reserve"]) for row in waiting)
            self.stage.same(f"reserve of {code}", reserve, min(RESERVE, len(waiting)))
        with self.stage.window(DKUM, HENDRA) as window:
            for code in self.codes[:2]:
                window.go("kuota", ("WUB", code))
                here = f"program = 'WUB' AND status = 'verified' AND kelurahan_kode = '{code}'"
                ranked = one(window.office, truth.count(where=here))
                self.stage.same(f"Kuota at DKUM of {code}", window.rows("Urutan pendaftar"), ranked)

    # ---- decisions

    def decide(self, first: str) -> dict[str, dict[str, Any]]:
        """One round over every kelurahan and the women's programme; the issued lists by scope."""
        for code in self.codes:
            if first == code or first == "":
                self.stage.wira(DKUM, HENDRA, "decide", "--propose", "--kelurahan", code, "--year", YEAR)
        if not first:
            self.stage.wira(DKUM, HENDRA, "decide", "--propose", "--program", "PP", "--year", YEAR)
        done = self.stage.wira(DKUM, SARI, "decide", "--approve", "all", "--out", self.papers)["decisions"]
        lists: dict[str, dict[str, Any]] = {}
        for each in done:
            paths = {Path(path).suffix: Path(path) for path in each["files"]}
            issued = json.loads(paths[".json"].read_text(encoding="utf-8"))
            recounted = recount(issued)
            printed = numbers_on(paths[".pdf"])
            self.stage.same("people on a decision list", len(dict.fromkeys(printed)), len(recounted))
            assert set(printed) == set(recounted)
            lists[str(issued["kelurahan_kode"])] = {"issued": issued, "recount": recounted}
        self.down()
        return lists

    def decisions(self) -> None:
        """The first round; every place on it recomputed from the issued list alone."""
        lists = self.decide("")
        for scope, each in lists.items():
            accepted = sum(outcome == "accepted" for _rank, outcome in each["recount"].values())
            limit = PP_QUOTA if len(scope) < 10 else QUOTA
            self.stage.same(f"accepted of {scope or 'kota'}", accepted, min(limit, len(each["recount"])))
        decided = sum(len(each["recount"]) for each in lists.values())
        placed = [place for each in lists.values() for place in each["recount"].values()]
        with self.stage.window(DKUM, HENDRA) as window:
            accepted = one(window.office, truth.ACCEPTED)
            self.stage.same(
                "accepted by the lists", sum(outcome == "accepted" for _r, outcome in placed), accepted
            )
            waits = one(window.office, truth.count(where="status = 'waitlisted'"))
            self.stage.same("waiting by the lists", decided - accepted, waits)
            window.go("konsolidasi")
            wub = truth.count(where="status = 'accepted' AND program = 'WUB'")
            shown = window.number(r"([\d.]+) dari 1\.701 tempat terisi")
            self.stage.same("accepted on Konsolidasi", shown, one(window.office, wub))
            window.go("dokumen")
            lines = one(window.office, truth.count("document"))
            self.stage.same("decision lists of the round", len(lists), lines)

    def withdrawals(self) -> None:
        """One accepted and one waiting give up; DKUM cancels; who moves is shown before deciding."""
        code = self.codes[0]
        with self.stage.office(code, RATNA) as office:
            by_rank = (
                "SELECT nomor_pendaftaran FROM application WHERE program = 'WUB' AND status = '{}'"
                " ORDER BY peringkat"
            )
            accepted = rows(office, by_rank.format("accepted"))[4][0]
            waiting = [row[0] for row in rows(office, by_rank.format("waitlisted"))]
        self.stage.wira(code, RATNA, "withdraw", accepted, "--reason", "Pindah ke luar kota")
        self.stage.wira(code, RATNA, "withdraw", waiting[0], "--reason", "Sudah bekerja")
        self.up()
        asked = self.stage.wira(DKUM, HENDRA, "requests")
        with self.stage.office(DKUM, HENDRA) as office:
            open_ones = one(office, truth.count(where="permintaan IS NOT NULL"))
        self.stage.same("requests to cancel", len(asked["requests"]), open_ones)
        self.stage.wira(DKUM, SARI, "cancel", accepted, "--reason", "Pindah ke luar kota")
        moved = self.stage.wira(DKUM, HENDRA, "rank", "--year", YEAR, "--kelurahan", code, "--before-after")
        with self.stage.office(DKUM, HENDRA) as office:
            kept = truth.count(where=f"status = 'accepted' AND program = 'WUB' AND kelurahan_kode = '{code}'")
            self.stage.same("accepted whom nobody moves", moved["kept"], one(office, kept))
            self.stage.same("places that are free", moved["free"], QUOTA - one(office, kept))
        up = {each["nomor_pendaftaran"] for each in moved["moves"]}
        assert {accepted, *waiting} <= up, "both who left and all behind them move"

    def second_round(self) -> None:
        """The place given up goes to whoever stands first on the reserve."""
        code = self.codes[0]
        with self.stage.office(DKUM, HENDRA) as office:
            first = (
                "SELECT nomor_pendaftaran FROM application WHERE program = 'WUB' AND status = 'waitlisted'"
                f" AND kelurahan_kode = '{code}' ORDER BY peringkat LIMIT 1"
            )
            heir = one(office, first)
        lists = self.decide(code)
        got = [number for number, (_r, outcome) in lists[code]["recount"].items() if outcome == "accepted"]
        self.stage.same("who inherits the place", got, [heir])
        with self.stage.window(code, RATNA) as window:
            wub = one(window.office, truth.count(where="status = 'accepted' AND program = 'WUB'"))
            self.stage.same("places after the second round", wub, QUOTA)
            window.go("beranda")
            self.stage.same("accepted on Beranda", window.number(r"([\d.]+) ditetapkan DKUM;"), wub)

    def rosters(self) -> None:
        """The final roster of each kelurahan, sealed; as many people on paper as in the office."""
        for number, code in enumerate(self.codes, 1):
            words = (
                "sign",
                "--edition",
                "papan",
                "--year",
                YEAR,
                "--number",
                f"500.3/{number}",
                "--out",
                self.papers,
            )
            made = self.stage.wira(code, DIAN, *words)
            with self.stage.office(code, DIAN) as office:
                there = [row[0] for row in rows(
                    office, "SELECT nomor_pendaftaran FROM application"
                    " WHERE program = 'WUB' AND status = 'accepted'",
                )]  # fmt: skip
            self.stage.same(f"people of {code}'s roster", made["people"], len(there))
            printed = numbers_on(Path(made["file"]))
            self.stage.same(f"people printed for {code}", sorted(dict.fromkeys(printed)), sorted(there))

    # ---- after acceptance

    def training(self) -> None:
        """One wave for each kelurahan: invited, a sheet printed, three days keyed by number."""
        self.stage.wira(DKUM, HENDRA, "training", "add", "Pelatihan Dasar", "--by", "DKUM", "--days", 3)
        for number, code in enumerate(self.codes, 1):
            plan = ("--training", "Pelatihan Dasar", "--name", f"Gelombang {number}", "--capacity", 40)
            days = [word for day in DAYS for word in ("--day", day)]
            place = region.by_code(code)
            assert place is not None
            made = self.stage.wira(DKUM, HENDRA, "wave", "add", *plan, *days, "--minimal", 2, "--for", code)
            invited = self.stage.wira(DKUM, HENDRA, "wave", "invite", made["code"], "--uninvited")
            sheet = self.stage.wira(DKUM, HENDRA, "wave", "sheet", made["code"], "--out", self.papers)
            with self.stage.office(DKUM, HENDRA) as office:
                here = truth.count(where=f"status = 'accepted' AND kelurahan_kode = '{code}'")
                people = one(office, here)
            self.stage.same(f"invited of {code}", len(invited["numbers"]), people)
            path = Path(sheet["file"] if "file" in sheet else sheet["files"][0])
            self.stage.same(f"on the sheet of {code}", len(set(numbers_on(path))), people)
            for day in (1, 2, 3):  # number 2 is ill twice, number 3 absent once
                marks = {1: ("2s", "3a", "+"), 2: ("2s", "+"), 3: ("+",)}[day]
                told = self.stage.wira(DKUM, HENDRA, "attend", "--wave", made["code"], "--day", day, *marks)
                self.stage.same(f"marks of day {day} in {code}", sum(told["counts"].values()), people)
        self.down()
        missed = self.stage.wira(DKUM, HENDRA, "wave", "missed")
        with self.stage.office(DKUM, HENDRA) as office:
            absent = one(office, truth.STATUS["training.missed"])
            self.stage.same("who missed a day", missed["count"], absent)
            both = truth.count("participant", "h1 = 's' AND h2 = 's'")
            trained = one(office, truth.ACCEPTED) - one(office, both)
            self.stage.same("trained", one(office, truth.TRAINED), trained)
        for place, user in ((DKUM, HENDRA), (self.codes[0], RATNA)):
            with self.stage.window(place, user) as window:
                window.go("pelatihan")
                shown = window.number(r"(\d+) dari \d+ orang yang ditetapkan sudah tuntas")
                self.stage.same(f"trained on Pelatihan of {place}", shown, one(window.office, truth.TRAINED))
                shown = window.number(r"dari ([\d.]+) orang yang ditetapkan")
                self.stage.same(
                    f"accepted on Pelatihan of {place}", shown, one(window.office, truth.ACCEPTED)
                )
                shown = window.number(r", ([\d.]+) belum diundang")
                left = one(window.office, truth.STATUS["training.uninvited"])
                self.stage.same(f"uninvited on Pelatihan of {place}", shown, left)

    def mentoring(self) -> None:
        """Mentors for every kelurahan, their people, a visit to some, an assignment, a month's report."""
        for number, code in enumerate(self.codes, 1):
            name = f"Pendamping Contoh {chr(64 + (number - 1) // 26 + 1)}{chr(65 + (number - 1) % 26)}"
            self.stage.wira(DKUM, HENDRA, "mentor", "add", name, "--number", f"P-{number:02d}")
            since = ("--from", "2026-11-01")
            self.stage.wira(
                DKUM, HENDRA, "mentor", "area", "--mentor", f"P-{number:02d}", "--area", code, *since
            )
        self.down()
        for number, code in enumerate(self.codes, 1):
            with self.stage.office(code, RATNA) as office:
                accepted = [row[0] for row in rows(
                    office, "SELECT nomor_pendaftaran FROM application WHERE status = 'accepted'"
                    " ORDER BY nomor_pendaftaran",
                )]  # fmt: skip
            mentor = ("--mentor", f"P-{number:02d}")
            self.stage.wira(code, RATNA, "mentor", "assign", *mentor, *accepted, "--from", "2026-11-01")
            for each in accepted[:3]:
                self.visit(code, each)
            report = self.stage.wira(
                code, RATNA, "report", *mentor, "--month", "2026-11", "--out", self.papers
            )
            printed = set(numbers_on(Path(report["file"])))
            with self.stage.office(code, RATNA) as office:
                visited = rows(
                    office, "SELECT DISTINCT a.nomor_pendaftaran FROM visit v JOIN record r ON"
                    " r.uuid = v.application JOIN application a ON a.id = r.id",
                )  # fmt: skip
            assert {number for (number,) in visited} <= printed
        self.up()
        with self.stage.window(DKUM, HENDRA) as window:
            window.go("pendamping")
            people = one(window.office, truth.STATUS["mentoring.mentees"])
            self.stage.same("mentees at DKUM", window.number(r"([\d.]+) orang didampingi"), people)
            mentors = one(window.office, truth.STATUS["mentoring.mentors"])
            self.stage.same("mentors at DKUM", window.number(r"([\d.]+) pendamping bertugas"), mentors)

    def visit(self, code: str, number: str) -> None:
        """One visit and one assignment from a JSON file."""
        path = self.stage.folder / "kunjungan.json"
        told = {
            "nomor_pendaftaran": number,
            "tanggal": "2026-11-23",
            "pokok": "Pembukuan",
            "saran": "Buku kas",
        }
        path.write_text(json.dumps(told), encoding="utf-8")
        self.stage.wira(code, RATNA, "visit", "add", "--file", path)
        told = {"nomor_pendaftaran": number, "judul": "Catat penjualan", "diberikan": "2026-11-23"}
        path.write_text(json.dumps(told), encoding="utf-8")
        self.stage.wira(code, RATNA, "task", "add", "--file", path)

    def outcomes(self) -> None:
        """Months later: who has started, who has a NIB, who still runs after six months."""
        for code in self.codes:
            with self.stage.office(code, RATNA) as office:
                accepted = [row[0] for row in rows(
                    office, "SELECT nomor_pendaftaran FROM application WHERE status = 'accepted'"
                    " AND program = 'WUB' ORDER BY nomor_pendaftaran",
                )]  # fmt: skip
            for number in accepted[:6]:
                self.stage.wira(code, RATNA, "outcome", "set", number, "--start", "24-11-2026", "--jobs", 2)
        self.stage.clock.forward(days=200)
        for code in self.codes:
            with self.stage.office(code, RATNA) as office:
                started = [row[0] for row in rows(
                    office, "SELECT a.nomor_pendaftaran FROM outcome o JOIN record r"
                    " ON r.uuid = o.application JOIN application a ON a.id = r.id ORDER BY 1",
                )]  # fmt: skip
            for number in started[:4]:
                self.stage.wira(
                    code, RATNA, "outcome", "set", number, "--six", "ya", "--six-date", "01-06-2027"
                )
        self.up()
        listed = self.stage.wira(DKUM, HENDRA, "outcome", "list", "--year", YEAR, "--stage", "six")
        with self.stage.office(DKUM, HENDRA) as office:
            self.stage.same("still running after six months", len(listed["people"]), one(office, truth.SIX))
            self.stage.same("started", listed["figures"]["started"], one(office, truth.STARTED))

    def recap(self) -> None:
        """The funnel on Capaian and in the recap: the same four figures, in every kelurahan too."""
        for place, user in ((DKUM, HENDRA), (self.codes[0], RATNA)):
            with self.stage.window(place, user) as window:
                page = window.go("capaian")
                page.year_chips[YEAR].click()
                window.until(window.desk.worker.idle)
                for words, statement in truth.FUNNEL.items():
                    shown = window.number(rf"\b{words},? ([\d.]+)(?:;|$)")
                    self.stage.same(f"{words} on Capaian of {place}", shown, one(window.office, statement))
        made = self.stage.wira(DKUM, HENDRA, "recap", "--year", YEAR, "--out", self.papers)
        text = " ".join(page_texts(Path(made["file"]).read_bytes()))
        total = re.search(
            r"Jumlah (?:seluruhnya|\d+ kelurahan): ([\d.]+) ditetapkan, ([\d.]+) selesai dilatih,"
            r" ([\d.]+) mulai usaha, ([\d.]+) berjalan 6",
            text,
        )
        assert total is not None
        with self.stage.office(DKUM, HENDRA) as office:
            counted = [one(office, statement) for statement in truth.FUNNEL.values()]
            self.stage.same(
                "the recap's totals", [int(each.replace(".", "")) for each in total.groups()], counted
            )
            for code in self.codes:
                here = [
                    one(office, f"{each} AND a.kelurahan_kode = '{code}'") for each in truth.FUNNEL.values()
                ]
                place = region.by_code(code)
                assert place is not None
                line = rf"{place.name} (?:\(\w+\) )?{place.kecamatan} 27 (\d+) (\d+) (\d+) (\d+) "
                row = re.search(line, text)
                assert row is not None, line
                self.stage.same(f"the recap's row of {code}", [int(each) for each in row.groups()], here)

    def extract(self) -> None:
        """What another agency is given is what the office holds, row for row."""
        words = ("extract", "make", "disdukcapil", "--year", YEAR, "--reason", "Surat 470/118")
        made = self.stage.wira(DKUM, HENDRA, *words, "--out", self.papers)
        given = "program = 'WUB' AND tahun = 2026 AND status IN ('accepted', 'waitlisted')"
        with self.stage.window(DKUM, HENDRA) as window:
            there = one(window.office, truth.count(where=given))
            self.stage.same("rows of the extract", made["rows"], there)
            page = window.go("ekstrak")
            window.press(Qt.Key.Key_F2)
            asked = window.dialog(ExtractDialog)
            window.until(asked.save_button.isEnabled)
            self.stage.same("rows in the dialog", int(asked.count.text().split()[0].replace(".", "")), there)
            asked.reason.setText("Surat 470/121")
            asked.save_into(self.papers)
            window.until(lambda: page.model.rowCount() == 2)
            paths = sorted(self.papers.glob("ekstrak-disdukcapil-*.xlsx"))
            self.stage.same("files of the extract", len(paths), one(window.office, truth.count("extract")))
            for path in paths:
                lines = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Data").to_python()[1:]
                wanted = f"SELECT nik FROM application WHERE {given}"
                niks = sorted(nik for (nik,) in rows(window.office, wanted))
                self.stage.same("every NIK of the extract", sorted(str(line[1]) for line in lines), niks)
            window.go("ekstrak")
            shown = window.number(r"^([\d.]+) ekstrak$")
            self.stage.same("extracts on their page", shown, one(window.office, truth.count("extract")))

    def whole_city(self) -> None:
        """At the end every number of `wira status`, at DKUM and in every office, equals its statement."""
        self.down()
        self.stage.status(DKUM, HENDRA, truth.STATUS)
        for code in self.codes:
            told = self.stage.status(code, RATNA, truth.STATUS)
            self.stage.same(f"void ops of {code}", told["void_ops"], 0)
            checked = self.stage.wira(code, RATNA, "check")
            self.stage.same(f"check of {code}", checked["problems"], [])
        self.stage.same("check of DKUM", self.stage.wira(DKUM, HENDRA, "check")["problems"], [])
