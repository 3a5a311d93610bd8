"""A file handed to the wrong door is told as what it is, and where it is opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop_app.actions import last_way, trust
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.known_files import WORDS, kind_of
from desktop_app.cli import main
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.sync.container import ENROLMENT
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE

NEW = "kapal layar teluk senja merah"


@dataclass
class Desk:
    """DKUM, a kelurahan and a file of every kind."""

    dkum: Office
    kukusan: Office
    files: dict[str, Path]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("meja")
    dkum, kelurahan = offices.city(folder)
    kukusan = kelurahan[KUKUSAN]
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    offices.enter(kukusan, offices.persons(1))
    request = trust.make_request(kukusan, folder)
    asked = last_way.ask(kukusan.home, NEW, folder, clock=kukusan.clock, cost=offices.CHEAP)
    files = {
        "enrol-request": request,
        "enrol-grant": trust.grant(dkum, request, folder, fingerprint=kukusan.device.fingerprint),
        "data": make_file(kukusan, folder).paths[0],
        "permintaan": asked.path,
        "jawaban": last_way.answer(
            dkum, asked.path, folder, fingerprint=asked.fingerprint, nama="Ratna Puspita"
        ),
        "cadangan": folder / "salinan saya.bin",
        "dokumen": folder / "surat.bin",
    }
    kukusan.back_up(files["cadangan"], kukusan.clock())
    files["dokumen"].write_bytes(b"%PDF-1.7\n" + b"0" * 900)
    for kind, name in (
        ("akun", "akun_kukusan_ab12.dka"),
        ("kunci", "wira-kunci-dkum_20261127-101500.age"),
        ("lembar", "daftar warga.xlsx"),
    ):
        files[kind] = folder / name
        files[kind].write_bytes(b"isi yang tidak dibaca" * 40)
    yield Desk(dkum, kukusan, files)
    dkum.close()
    kukusan.close()


def told(step: object, *args: object, **more: object) -> tuple[str, str, str]:
    with pytest.raises(Refused) as caught:
        step(*args, **more)  # type: ignore[operator]
    return caught.value.message, caught.value.next_step, caught.value.record


def test_every_kind_is_known_by_what_is_in_it_or_what_it_is_called(desk: Desk, tmp_path: Path) -> None:
    assert set(desk.files) == set(WORDS)
    assert {kind: kind_of(path) for kind, path in desk.files.items()} == {kind: kind for kind in WORDS}
    other = tmp_path / "catatan.bin"
    other.write_bytes(b"bukan apa-apa")
    assert kind_of(other) == "" and kind_of(tmp_path / "takada.pulih") == ""


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_each_door_names_what_is_opened_elsewhere(desk: Desk, kind: str) -> None:
    path = desk.files[kind]
    said = (*WORDS[kind], path.name)
    if kind != "enrol-grant":
        assert told(trust.accept_grant, desk.kukusan, path, fingerprint="0") == said
        assert told(trust.look_at_grant, desk.kukusan, path) == said
    if kind != "enrol-request":
        assert told(trust.grant, desk.dkum, path, path.parent, fingerprint="0") == said
        assert told(trust.look_at_request, path, desk.dkum) == said
    if kind != "data":
        assert told(open_file, desk.dkum, path) == said
    if kind not in ("permintaan", "jawaban"):
        assert told(last_way.look, desk.dkum, path) == said
        assert told(last_way.enter, desk.kukusan.home, path, NEW) == said


def test_a_damaged_sync_file_is_still_called_damaged(desk: Desk, tmp_path: Path) -> None:
    bad = tmp_path / "berkas.dks"
    bad.write_bytes(desk.files["data"].read_bytes() + b"\0")
    assert "rusak" in told(open_file, desk.dkum, bad)[0]


def test_the_command_says_it_before_it_asks_for_a_fingerprint(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    home = tmp_path / "kantor"
    offices.found(home).close()
    who = ["--home", str(home), "--user", "Ratna Puspita"]
    for kind in ("permintaan", "jawaban", "enrol-request", "cadangan"):
        for step in ("--open", *(() if kind in ENROLMENT else ("--grant", "--look"))):
            assert main(["enrol", step, str(desk.files[kind]), *who]) == 1
            said = capsys.readouterr().err
            assert WORDS[kind][0] in said and "rusak" not in said
