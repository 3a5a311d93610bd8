"""What the window offers about an applicant is what the table of duties gives: each role and status."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from desktop_app.domain import status
from desktop_app.domain.duties import DUTIES
from desktop_app.domain.people import OFFICE_ROLES, OfficeKind
from desktop_app.queries.applicant import detail as detail_of
from tests import offices
from tests.offices import PASSPHRASE
from ui.pages.pendaftar_leaving import _text, steps


def test_the_window_offers_just_what_the_table_gives(tmp_path: Path) -> None:
    """The steps about an applicant, by role and status, in each kind of office."""
    named = {
        "withdraw": "withdraw", "discard": "withdraw", "request": "request_withdrawal", "cancel": "cancel",
        "keep": "answer", "send_back": "propose", "send_back_yes": "decide", "send_back_no": "propose",
        "refuse": "propose", "refuse_yes": "decide", "refuse_no": "propose",
    }  # fmt: skip
    duties = {duty.code: duty for duty in DUTIES}
    clerk = offices.office(tmp_path / "contoh")
    (record,) = offices.enter(clerk, offices.persons(1))
    with clerk.reading() as connection:
        seen = detail_of(connection, clerk.context, offices.row(clerk, record).id)
    clerk.close()
    assert seen is not None
    kinds: tuple[OfficeKind, ...] = ("kelurahan", "lapangan", "dkum")
    for kind in kinds:
        office = offices.office(tmp_path / kind, kind)
        for role in sorted(OFFICE_ROLES[kind]):
            offices.add(office, f"Petugas {role}", role)
        for role in sorted(OFFICE_ROLES[kind]):
            office.enter(f"Petugas {role}", PASSPHRASE)
            for at in status.STATUSES:
                for permintaan in ("", "pindah"):
                    detail = replace(seen, status=at, permintaan=permintaan if at == "accepted" else "")
                    offered = {code for code, _icon, _words in steps(office, detail)}
                    for code in offered:
                        assert duties[named[code]].may(kind, [role]), (kind, role, at, code)
                    for code in ("withdraw", "request_withdrawal", "cancel"):
                        wanted = duties[code].may(kind, [role]) and status.transition(at, code) is not None
                        wanted = wanted and not (code == "request_withdrawal" and detail.permintaan)
                        assert (code in {named[each] for each in offered}) == wanted, (kind, role, at, code)
        office.close()


def test_whoever_sends_back_data_that_stand_still_reads_that_it_may_be_done(tmp_path: Path) -> None:
    office = offices.office(tmp_path / "kantor")
    (record,) = offices.enter(office, offices.persons(1))
    with office.reading() as connection:
        seen = detail_of(connection, office.context, offices.row(office, record).id)
    office.close()
    assert seen is not None and "dibatasi" not in _text("send_back", seen)
    told = "Pemrosesan datanya dibatasi atas permintaannya. Sejak 02-11-2026 09.30."
    held = replace(seen, held=told, held_kind="pembatasan")
    for code in ("send_back", "send_back_yes"):
        assert "Dikembalikan agar dibetulkan tetap boleh; menolaknya menunggu." in _text(code, held)
        assert _text(code, held).startswith(held.held)
    assert _text("refuse", held) == _text("refuse", seen), "that one is refused below, with the reason"
    withdrawn = replace(seen, held="Persetujuan data pribadinya ditarik.", held_kind="penarikan")
    assert "tetap boleh" not in _text("send_back", withdrawn)
