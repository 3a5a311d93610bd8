"""Opening an office: a database that is lost or damaged is never mistaken for an empty one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.cli import main
from desktop_app.errors import Unavailable, WiraError
from desktop_app.office import open_office
from desktop_app.storage.saving import save_beside
from tests import offices
from tests.offices import PASSPHRASE

ME = "Ratna Puspita"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An office with a few applicants, closed."""
    office = offices.office(tmp_path / "kukusan")
    offices.enter(office, offices.persons(3))
    office.close()
    return tmp_path / "kukusan"


def overwrite(path: Path, at: float) -> None:
    """A failing disk: 64 bytes are others."""
    raw = bytearray(path.read_bytes())
    start = int(at * len(raw))
    raw[start : start + 64] = b"\xff" * 64
    path.write_bytes(raw)


def shapeless(path: Path) -> None:
    """An empty database under the right key, as an older program would have made one in its place."""
    office = open_office(path.parent, ME, PASSPHRASE)
    with office.database.locked() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 0")
    office.close()


HARM: dict[str, tuple[str, Callable[[Path], object]]] = {
    "gone": ("database_lost", lambda path: path.unlink()),
    "empty": ("database_lost", lambda path: path.write_bytes(b"")),
    "shapeless": ("database_damaged", shapeless),
    "beginning": ("database_key", lambda path: overwrite(path, 0)),
    "middle": ("database_damaged", lambda path: overwrite(path, 0.5)),
    "end": ("database_damaged", lambda path: overwrite(path, 0.99)),
    "half": ("database_damaged", lambda path: path.write_bytes(path.read_bytes()[: 4096 * 20])),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_harmed_database_is_refused_and_left_as_it_is(
    home: Path, harm: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Told in one way, with the command, and in our words only: the driver writes nothing of its own."""
    code, do = HARM[harm]
    path = home / "wira.db"
    do(path)
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(WiraError) as caught:
        open_office(home, ME, PASSPHRASE)
    assert caught.value.code == code
    assert "cadangan" in caught.value.next_step and str(home) in caught.value.next_step
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    assert main(["status", "--home", str(home)]) == (1 if code == "database_key" else 3)
    told = capfd.readouterr()
    assert "`wira restore BERKAS --over`" in told.err and told.out == ""
    assert "ERROR CORE" not in told.err
    assert main(["check", "--home", str(home)]) == 1
    told = capfd.readouterr()
    assert "[Tidak utuh] Basis data" in told.out and "`wira restore BERKAS --over`" in told.out
    assert "ERROR CORE" not in told.err
    assert (path.read_bytes() if path.exists() else None) == before


def test_damage_that_shows_only_at_work_is_a_sentence(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database too large to be looked through at each opening, or a disk that failed since."""
    monkeypatch.setattr("desktop_app.office.LOOKED_THROUGH", 0)
    office = open_office(home, ME, PASSPHRASE)
    office.close()
    for at in range(60, 190):  # beyond the schema at the start, and dense enough to meet the log
        overwrite(home / "wira.db", at / 200)
    office = None
    with pytest.raises(Unavailable) as caught:
        office = open_office(home, ME, PASSPHRASE)
        with office.reading() as connection:
            connection.exec_driver_sql("SELECT sum(length(body)) FROM op").all()
    assert caught.value.code == "database_damaged"
    if office is not None:
        office.close()


def test_plain_copies_for_the_viewer_go_with_the_open_office(tmp_path: Path) -> None:
    office = offices.office(tmp_path / "kukusan")
    shown = save_beside(office.home / "documents" / "Daftar-Nominatif-WUB-2026-7.pdf", b"%PDF-1.7")
    assert shown.exists()
    office.close()
    assert not shown.exists()
