"""Where the live database may lie."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from desktop_app.actions.backup import make_backup, restore_backup
from desktop_app.cli import main
from desktop_app.errors import Refused
from desktop_app.office import open_office
from desktop_app.storage import place
from desktop_app.storage.place import Mount, kind_of, require_fit
from tests import offices

KEPT = (
    (r"C:\Users\Ratna\OneDrive\Wira", "OneDrive"),
    (r"C:\Users\Ratna\OneDrive - Pemkot Depok\Wira\kantor", "OneDrive"),
    (r"G:\Drive Saya\wira", "Google Drive"),
    (r"G:\My Drive\wira", "Google Drive"),
    (r"D:\Google Drive (ratna@contoh.id)\wira", "Google Drive"),
    (r"C:\Users\Ratna\Dropbox (Kantor)\wira", "Dropbox"),
    (r"C:\Users\Ratna\Nextcloud\wira", "Nextcloud"),
    (r"C:\Users\Ratna\Nextcloud2\wira", "Nextcloud"),
    (r"C:\Users\Ratna\iCloudDrive\wira", "iCloud Drive"),
    (r"E:\Kantor\wira", "OneDrive"),  # under the folder that the variable names
    (r"C:\Users\Ratna\AppData\Local\Wira\kantor", ""),
    (r"C:\Users\Ratna\Documents\Kotak Dropbox lama\wira", ""),
    (r"E:\Kantor lain\wira", ""),
)


@pytest.mark.parametrize(("path", "program"), KEPT)
def test_a_folder_that_a_program_copies_to_a_cloud_is_known_by_name(path: str, program: str) -> None:
    assert place._cloud(PureWindowsPath(path), {"OneDriveCommercial": r"E:\Kantor"}) == program


def test_names_are_known_on_other_systems_too() -> None:
    assert place._cloud(PurePosixPath("/home/ratna/Nextcloud/wira"), {}) == "Nextcloud"
    assert place._cloud(PurePosixPath("/home/ratna/.local/share/Wira/kantor"), {}) == ""


MOUNTS = (
    Mount("/", "ext4"),
    Mount("/home", "ext4"),
    Mount("/home/ratna/server", "cifs"),
    Mount("/media/ratna/KUKUSAN", "vfat", plugged=True),
    Mount("/media/ratna/KUKUSAN/dalam", "ext4"),
    Mount("/mnt/data", "fuseblk"),
    Mount("/home/ratna/awan", "fuse.rclone"),
)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/ratna/kantor", ""),
        ("/home/ratna/server", "network"),
        ("/home/ratna/server/wira/kantor", "network"),
        ("/home/ratna/server2", ""),
        ("/media/ratna/KUKUSAN/wira", "stick"),
        ("/media/ratna/KUKUSAN/dalam/wira", ""),
        ("/mnt/data/wira", ""),
        ("/home/ratna/awan/wira", "network"),
    ],
)
def test_a_share_and_a_stick_are_known_by_their_mount(path: str, kind: str) -> None:
    assert kind_of(path, MOUNTS) == kind


def test_an_office_is_neither_made_nor_put_back_nor_opened_in_a_cloud_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Refused with the reason before anything is written; a copy may lie there."""
    cloud = tmp_path / "OneDrive - Pemkot Depok"
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    founding = ["init", "--kelurahan", offices.KUKUSAN, "--name", "Ratna Puspita"]
    assert main([*founding, "--home", str(cloud / "kantor")]) == 1
    assert "disalin ke awan oleh OneDrive" in capsys.readouterr().err
    assert not cloud.exists()
    office = offices.office(tmp_path / "kantor")
    copy = make_backup(office, cloud).path
    office.close()
    with pytest.raises(Refused) as caught:
        restore_backup(copy, cloud / "kantor", "Ratna Puspita", offices.PASSPHRASE)
    assert caught.value.code == "place_cloud"
    (tmp_path / "kantor").rename(cloud / "kantor")
    with pytest.raises(Refused) as caught:
        open_office(cloud / "kantor", "Ratna Puspita", offices.PASSPHRASE)
    assert caught.value.code == "place_cloud"
    (cloud / "kantor").rename(tmp_path / "kantor")
    open_office(tmp_path / "kantor", "Ratna Puspita", offices.PASSPHRASE).close()


@pytest.mark.parametrize("mark", [".stfolder", ".sync_1a2b3c.db", ".dropbox.cache"])
def test_a_folder_with_the_mark_of_such_a_program_is_known_whatever_its_name(
    tmp_path: Path, mark: str
) -> None:
    (tmp_path / mark).write_bytes(b"")
    with pytest.raises(Refused) as caught:
        require_fit(tmp_path / "data" / "kantor")
    assert caught.value.code == "place_cloud"


def test_shares_and_sticks_are_refused_with_their_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for mount, code in (
        (Mount(str(tmp_path), "nfs4"), "place_network"),
        (Mount("/", "vfat", True), "place_stick"),
    ):
        monkeypatch.setattr(place, "_mounts", lambda mount=mount: [mount])
        monkeypatch.setattr(place, "_windows_kind", lambda path, mount=mount: kind_of(str(path), [mount]))
        with pytest.raises(Refused) as caught:
            require_fit(tmp_path / "kantor")
        assert caught.value.code == code and caught.value.next_step


@pytest.mark.parametrize(
    ("path", "drive"),
    [
        (r"C:\Wira\kantor", "C:"),
        (r"\\?\C:\Wira\kantor", "C:"),
        (r"\\server\bersama\kantor", r"\\server\bersama"),
        (r"\\?\UNC\server\bersama\kantor", r"\\server\bersama"),
    ],
)
def test_the_prefix_of_long_paths_makes_no_share_of_a_disk(path: str, drive: str) -> None:
    assert place._plain_drive(PureWindowsPath(path).drive) == drive
