"""`wira check` over a whole office, and ops altered by who has the key; file by file: `test_check_files`.

Every case is named, and everything else of the office is still there.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from desktop_app.actions import attachments, rosters
from desktop_app.actions.backup import LAST_BACKUP, make_backup
from desktop_app.actions.check_report import PARTS, CheckReport, Finding
from desktop_app.actions.checking import check_home, check_office, keep_check, last_check, rebuild_office
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.rosters import RosterWish
from desktop_app.cli import main
from desktop_app.domain.op import decode, encode, op_id
from desktop_app.errors import Refused
from desktop_app.office import Office, open_office
from desktop_app.sample.scans import id_card
from desktop_app.storage import settings, tables, withheld
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE

ME = "Ratna Puspita"
PEOPLE = 4


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with something of everything, closed: verified applicants, an attachment, a sealed roster,
    DKUM's answer, a backup, unsaved typing, a received file, and one change that DKUM has not seen."""
    folder = tmp_path_factory.mktemp("utuh")
    for name in ("kirim", "jawab"):
        (folder / name).mkdir()
    dkum, kelurahan = offices.city(folder)
    kukusan = kelurahan[KUKUSAN]
    people = offices.persons(PEOPLE)
    records = offices.enter(kukusan, people[:3])
    attachments.attach(kukusan, records[0], "ktp", id_card(people[0]))
    offices.verify(kukusan, records)
    rosters.seal_roster(kukusan, RosterWish("WUB", 2026, "arsip", "500.3/118", date(2026, 11, 24)))
    open_file(dkum, make_file(kukusan, folder / "kirim").paths[0])
    answer = make_file(dkum, folder / "jawab", to=KUKUSAN).paths[0]
    open_file(kukusan, answer)
    make_backup(kukusan, kukusan.home / "backups")
    kukusan.enter(ME, PASSPHRASE)
    offices.enter(kukusan, people[3:])
    kukusan.drafts.put("baru:1", {"nama": "Belum Tersimpan"}, {"page": "entri"}, now=kukusan.clock())
    waiting = kukusan.home / "files" / "waiting"
    waiting.mkdir(parents=True, exist_ok=True)
    data = answer.read_bytes()
    (waiting / f"{sha256(data).hexdigest()}.dks").write_bytes(data)
    (kukusan.home / "ui.json").write_text('{"backup_folder": "/media/flash"}', encoding="utf-8")
    for one in (dkum, kukusan):
        one.close()
    return folder / KUKUSAN


def test_a_whole_office_is_said_to_be_whole(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path / "kantor")
    report, office = check_home(tmp_path / "kantor", ME, PASSPHRASE, clock=offices.Clock())
    assert office is not None
    try:
        assert report.sound and report.problems == ()
        assert [part.key for part in report.parts] == list(PARTS)
        found = {part.key: [each.code for each in part.findings] for part in report.parts}
        assert found == {key: [] for key in PARTS} | {"proof": ["not_provable"]}
        (newer,) = next(part.findings for part in report.parts if part.key == "proof")
        assert newer.sentence.startswith("1 perubahan terbaru"), "what came after DKUM's receipt"
        keep_check(office, report)
        with office.reading() as connection:
            kept = last_check(connection)
        assert kept is not None and kept.sound and kept.broken == []
        assert json.dumps(report.document()), "fit for --json"
    finally:
        office.close()


LACKING = {
    "none": "no_backup", "damaged": "no_backup", "inside_only": "backup_old", "old": "backup_old",
    "gone": "backup_gone", "fresh": "",
}  # fmt: skip
"""How an office stands with copies, and the code that names it."""


@pytest.mark.parametrize("case", LACKING)
def test_an_office_without_a_good_copy_is_not_said_to_be_all_right(
    whole: Path, tmp_path: Path, case: str
) -> None:
    home, clock = tmp_path / "kantor", offices.Clock()
    shutil.copytree(whole, home)
    cloud = tmp_path / "Dropbox"
    cloud.mkdir()
    (copy,) = (home / "backups").glob("*.tar")
    if case == "damaged":
        cut(copy)
    elif case in ("none", "old", "fresh"):
        copy.unlink()
    office = open_office(home, ME, PASSPHRASE, clock=clock)
    try:
        with office.work() as work:  # the copy that it knows of lies where it was copied from
            settings.put_json(work.connection, LAST_BACKUP, None)
        if case in ("old", "gone", "fresh"):
            make_backup(office, cloud)
        if case == "gone":
            next(cloud.glob("*.tar")).unlink()
        clock.forward(days=8 if case in ("inside_only", "old") else 1)
        report = check_office(office)
    finally:
        office.close()
    part = next(part for part in report.parts if part.key == "backups")
    assert {each.code for each in part.findings} - {"backup_damaged"} == {LACKING[case]} - {""}
    assert all(each.next_step for each in part.findings)
    assert part.state == {"fresh": "whole", "damaged": "broken"}.get(case, "todo")
    assert report.sound == (case != "damaged")
    assert (report.headline() == "Semuanya utuh.") == (case == "fresh")
    assert ("[Perlu tindakan] Cadangan" in "\n".join(report.lines())) == (part.state == "todo")


# ---- what lies in the folder -------------------------------------------------------------------------


def flip(path: Path) -> None:
    """One bit in the middle of a file."""
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0x10
    path.write_bytes(raw)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def findings(report: CheckReport) -> list[Finding]:
    return [each for part in report.parts for each in part.findings if each.code != "not_provable"]


def test_which_record_a_lost_attachment_belongs_to_is_said(whole: Path, tmp_path: Path) -> None:
    """Whose scan it is by registration number, of a paper its letter number; never a name."""
    home = tmp_path / "kantor"
    shutil.copytree(whole, home)
    for path in home.glob("blobs/??/*.age"):
        path.unlink()
    office = open_office(home, ME, PASSPHRASE, clock=offices.Clock())
    try:
        report = check_office(office)
        lost, issued = [each for each in findings(report) if each.code == "blob_lost"]
        assert "500.3/118" in issued.about() and "26-061002-" in lost.about() and "KTP" in lost.about()
        assert "seluruh kantor tidak perlu dipulihkan" in issued.next_step
        assert "lampirkan lagi dari aslinya" in lost.next_step and "lampir" not in issued.next_step
        assert "1 lampiran hilang" in lost.sentence and "1 berkas dokumen terbit hilang" in issued.sentence
        page = "\n".join(report.lines())
        assert "[Tidak utuh] Lampiran" in page and lost.next_step in page
        assert "[Utuh] Dokumen terbit" in page, "told once, among the files"
    finally:
        office.close()


def test_where_both_copies_of_a_key_file_are_gone_the_rest_is_still_looked_at(
    whole: Path, tmp_path: Path
) -> None:
    home = tmp_path / "kantor"
    shutil.copytree(whole, home)
    for name in ("keyslots.json", "salinan/keyslots.json"):
        flip(home / name)
    report, office = check_home(home, ME, PASSPHRASE, clock=offices.Clock())
    assert office is None and not report.sound
    assert "keyslots.json tidak dapat dibaca" in report.problems[0]
    assert next(part for part in report.parts if part.key == "backups").state == "whole"
    for copy in (home / "backups").glob("*.tar"):
        copy.unlink()
    report, office = check_home(home, ME, PASSPHRASE, clock=offices.Clock())
    assert office is None and next(part for part in report.parts if part.key == "backups").state == "todo"


def test_what_stops_everybody_is_refused_and_no_page_is_made(whole: Path, tmp_path: Path) -> None:
    home = tmp_path / "kantor"
    shutil.copytree(whole, home)
    with pytest.raises(Refused) as caught:
        check_home(home, ME, "bukan kata sandinya")
    assert caught.value.code == "passphrase"


def test_the_page_of_a_damaged_office_names_the_copy_to_put_back(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "kantor"
    shutil.copytree(whole, home)
    flip(home / "wira.db")
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    assert main(["check", "--home", str(home), "--user", ME]) == 1
    told = capsys.readouterr().out
    (copy,) = (home / "backups").glob("*.tar")
    assert f'`wira restore "{copy}" --over`' in told and "3 pendaftar" in told
    assert main(["check", "--home", str(home), "--user", ME, "--json"]) == 1
    page = json.loads(capsys.readouterr().out)
    assert not page["sound"] and page["parts"][2]["findings"][0]["code"] == "database_damaged"


# ---- somebody who has the key ------------------------------------------------------------------------


def rewritten(office: Office, seq: int, change: Callable[[dict[str, object]], None]) -> None:
    """Write another op in place of the one at `seq` of this computer, and chain all that follow anew: what
    somebody can do who has the key of the database."""
    sql = (
        "SELECT o.id, o.body FROM op o JOIN stream s ON s.id = o.stream_id"
        " WHERE s.dev = ? AND s.ep = ? AND o.seq >= ? ORDER BY o.seq"
    )
    with office.database.locked() as connection:
        dev, ep = bytes.fromhex(office.info.dev), office.info.ep
        rows = connection.exec_driver_sql(sql, (dev, ep, seq)).all()
        before, renamed = "", dict[str, str]()
        connection.exec_driver_sql("BEGIN")
        for number, (row, body) in enumerate(rows):
            op = decode(body)
            values = dict(op.set)
            if number == 0:
                change(values)
            old = op_id(body).hex()
            base = {name: [renamed.get(each, each) for each in heads] for name, heads in op.base.items()}
            made = replace(op, set=values, base=base, prev=before or op.prev)
            data = encode(made)
            before = op_id(data).hex()
            renamed[old] = before
            connection.exec_driver_sql(
                "UPDATE op SET hash = ?, body = ? WHERE id = ?", (op_id(data), data, row)
            )
        connection.exec_driver_sql(
            "UPDATE stream SET head = ? WHERE dev = ? AND ep = ?", (bytes.fromhex(before), dev, ep)
        )
        connection.exec_driver_sql("COMMIT")


def opened(whole: Path, tmp_path: Path) -> Office:
    shutil.copytree(whole, tmp_path / "kantor")
    return open_office(tmp_path / "kantor", ME, PASSPHRASE, clock=offices.Clock())


def own(office: Office, field: str) -> list[int]:
    """The places in this computer's stream of ops about applicants that set `field`."""
    with office.reading() as connection:
        return [
            row.seq
            for row in connection.exec_driver_sql(
                "SELECT o.seq, o.body FROM op o JOIN stream s ON s.id = o.stream_id"
                " JOIN record r ON r.id = o.record_id"
                " WHERE s.dev = ? AND r.ent = 'application' ORDER BY o.seq",
                (bytes.fromhex(office.info.dev),),
            ).all()
            if field in decode(row.body).set
        ]


def codes(report: CheckReport) -> set[str]:
    return {each.code for each in findings(report)}


def test_an_op_altered_behind_dkums_receipt_is_found(whole: Path, tmp_path: Path) -> None:
    office = opened(whole, tmp_path)
    try:
        rewritten(office, own(office, "nama")[0], lambda values: values.update(nama="Orang Lain"))
        report = check_office(office)
        assert "chain" not in codes(report), "it was chained anew"
        assert {"head_differs", "signature"} <= codes(report)
        assert any(
            "hubungi DKUM" in each.next_step for each in findings(report) if each.code == "head_differs"
        )
    finally:
        office.close()


GONE = {
    "first": "o.seq = 1",
    "between": "o.seq = ?",
    "last received": "o.seq = (SELECT max(c.seq) FROM checkpoint c WHERE c.stream_id = s.id)",
    "all since": "o.seq >= ?",
}


@pytest.mark.parametrize("which", list(GONE))
def test_an_op_that_was_taken_out_is_missed_even_after_a_rebuild(
    whole: Path, tmp_path: Path, which: str
) -> None:
    office = opened(whole, tmp_path)
    try:
        dev, seq = bytes.fromhex(office.info.dev), own(office, "nama")[0]
        where = GONE[which]
        sql = f"SELECT o.id FROM op o JOIN stream s ON s.id = o.stream_id WHERE s.dev = ? AND {where}"
        with office.database.locked() as connection:
            rows = connection.exec_driver_sql(sql, (dev, seq) if "?" in where else (dev,)).all()
            connection.exec_driver_sql(
                f"DELETE FROM op WHERE id IN ({', '.join(str(each) for (each,) in rows)})"
            )
        rebuild_office(office)
        report = check_office(office)
        (missed,) = [each for each in findings(report) if each.code == "chain"]
        assert "tidak ada lagi" in missed.sentence and "hubungi DKUM" in missed.next_step
        assert not report.sound
        signed = which in ("last received", "all since")
        assert ("head_differs" in codes(report)) == signed, "a word of DKUM's about what is gone"
    finally:
        office.close()


def test_a_stream_whose_end_was_wound_back_differs_from_dkums_word(whole: Path, tmp_path: Path) -> None:
    """With its row and the mark beside the database, by who has the key."""
    office = opened(whole, tmp_path)
    try:
        dev, seq = bytes.fromhex(office.info.dev), own(office, "nama")[0]
        with office.database.locked() as connection:
            number, prev = connection.exec_driver_sql(
                "SELECT s.id, o.hash FROM op o JOIN stream s ON s.id = o.stream_id"
                " WHERE s.dev = ? AND o.seq = ?",
                (dev, seq - 1),
            ).one()
            connection.exec_driver_sql("DELETE FROM op WHERE stream_id = ? AND seq >= ?", (number, seq))
            connection.exec_driver_sql(
                "UPDATE stream SET seq = ?, head = ? WHERE id = ?", (seq - 1, prev, number)
            )
        report = check_office(office)
        assert "chain" not in codes(report) and "head_differs" in codes(report)
    finally:
        office.close()


def test_dkum_misses_an_op_of_an_office_and_knows_what_it_never_had(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole.parent / "dkum", tmp_path / "dkum")
    dkum = open_office(tmp_path / "dkum", "Hendra Wijaya", PASSPHRASE, clock=offices.Clock())
    try:
        own_dev = dkum.info.dev
        with dkum.work() as work:  # as after its own answer came back to it
            number, first, ident = work.connection.exec_driver_sql(
                "SELECT o.stream_id, o.id, o.hash FROM op o JOIN stream s ON s.id = o.stream_id"
                " WHERE s.dev = ? AND o.seq = 2", (bytes.fromhex(own_dev),),
            ).one()  # fmt: skip
            work.connection.exec_driver_sql("DELETE FROM op WHERE id = ?", (first,))
            withheld.note(work.connection, own_dev, dkum.info.ep, 2, [ident])
        assert "chain" not in codes(check_office(dkum))
        with dkum.database.locked() as connection:
            connection.exec_driver_sql(
                "DELETE FROM op WHERE seq = 3 AND stream_id != ?"
                " AND stream_id = (SELECT min(id) FROM stream WHERE id != ?)", (number, number),
            )  # fmt: skip
        assert [each.sentence for each in findings(check_office(dkum)) if each.code == "chain"] == [
            "Catatan ke-3 tidak ada lagi di rantainya."
        ]
    finally:
        dkum.close()


def test_a_verification_written_by_somebody_else_bears_no_signature(whole: Path, tmp_path: Path) -> None:
    """Newer than any receipt, so only the person's own signature speaks."""
    office = opened(whole, tmp_path)
    office.enter("Dian Lestari", PASSPHRASE)
    try:
        offices.verify(office, [_submitted(office)])
        rewritten(office, own(office, "status")[-1], lambda values: values.update(alasan="lain"))
        report = check_office(office)
        assert {"signature"} <= codes(report) and "head_differs" not in codes(report)
    finally:
        office.close()


def _submitted(office: Office) -> str:
    app = tables.application.c
    with office.reading() as connection:
        return connection.execute(select(app.uuid).where(app.status == "submitted")).scalar_one().hex()


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        (
            "UPDATE checkpoint SET body = cast(replace(body, '\"seq', '\"sek') AS BLOB)",
            "word_altered",
        ),
        ("UPDATE checkpoint SET body = x'7b7d'", "word_altered"),
        ("UPDATE checkpoint SET seq = seq + 1000", "word_altered"),
        ("UPDATE document SET jumlah = jumlah + 1", "paper_rows"),
    ],
)  # fmt: skip
def test_words_and_papers_that_were_altered_are_found(
    whole: Path, tmp_path: Path, sql: str, code: str
) -> None:
    office = opened(whole, tmp_path)
    try:
        with office.database.locked() as connection:
            assert connection.exec_driver_sql(sql).rowcount
        assert code in codes(check_office(office))
    finally:
        office.close()


def test_one_page_names_everything_that_somebody_with_the_key_has_altered(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row, an op behind DKUM's receipt and one after it, a key slot and a blob: each has its sentence on
    the page that `wira check` prints, and its next step."""
    office = opened(whole, tmp_path)
    ops = own(office, "nama")
    rewritten(office, ops[-1], lambda values: values.update(nama="Orang Terakhir"))
    rewritten(office, ops[0], lambda values: values.update(nama="Orang Lain"))
    with office.database.locked() as connection:
        connection.exec_driver_sql("UPDATE application SET alamat = 'Jalan Lain' WHERE id IN"
                                   " (SELECT min(id) FROM application)")  # fmt: skip
    with office.reading() as connection:
        scan = connection.exec_driver_sql("SELECT lower(hex(sha256)) FROM attachment").scalar_one()
    office.close()
    flip(office.home / "keyslots.json")
    (office.home / "blobs" / scan[:2] / f"{scan}.age").unlink()

    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    assert main(["check", "--home", str(office.home), "--user", ME]) == 1
    page = capsys.readouterr().out.splitlines()
    for sentence in (
        "keyslots.json rusak; Wira memakai salinan keduanya.",
        "4 tindakan tidak memuat tanda tangan petugasnya yang benar.",
        "Catatan kantor ini tidak sama dengan yang pernah diterima dan ditandatangani.",
        "12 perubahan terbaru belum dapat dibuktikan, karena DKUM belum menyatakan menerimanya.",
        "Tabel application berbeda dengan catatannya.",
        "1 lampiran hilang dari folder kantor.",
    ):
        (at,) = [n for n, line in enumerate(page) if line.strip().startswith(sentence)]
        assert page[at + 1].startswith("    "), (sentence, "its next step below it")
    assert page[0].startswith("4 bagian kantor ini tidak utuh")
    assert page[-4:] == [
        "Langkah berikutnya, menurut urutannya:",
        "  1. Jangan hapus apa pun. Buat cadangan, lalu hubungi DKUM sebelum mengirim berkas.",
        "  2. Bangun ulang tabel dari catatannya dengan `wira check --rebuild`. Cadangan dibuat "
        "lebih dahulu.",
        "  3. Ambil dari cadangan dengan `wira restore BERKAS --blobs`, atau lampirkan lagi dari aslinya di "
        "Entri; seluruh kantor tidak perlu dipulihkan. Data isiannya tidak terganggu.",
    ]
