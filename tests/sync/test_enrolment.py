"""An office joins by two files, and nobody joins by a forged one."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from desktop_app.errors import SyncRefused
from desktop_app.keys.device import DeviceKeys
from desktop_app.keys.signing import fingerprint
from desktop_app.sync.container import open_header, peek
from desktop_app.sync.directory import TrustedDirectory, read
from desktop_app.sync.enrolment import ReadRequest, make_grant, make_request, read_grant, read_request, save
from desktop_app.sync.manifest import pack
from desktop_app.sync.writer import body_bytes, make_core, raw_section, seal
from tests.sync.city import (
    BEJI,
    CITY,
    DKUM,
    KUKUSAN,
    LAPTOP,
    MADE,
    OFFICE,
    ROOT_PUBLIC,
    SITI,
    STRANGER,
    city,
    content,
    directory,
    listed,
)

CSR = b"-----BEGIN CERTIFICATE REQUEST-----\n"


def request_file(tmp_path: Path, device: DeviceKeys = OFFICE) -> Path:
    core, data = make_request(
        device,
        kind="kelurahan",
        kelurahan=KUKUSAN,
        people=[(SITI.person, SITI.public_key)],
        csr=CSR,
        made=MADE,
        app="0.1.0",
    )
    return save(tmp_path, core, data)


def grant_file(
    tmp_path: Path,
    answered: ReadRequest,
    *,
    sender: DeviceKeys = DKUM,
    listing: TrustedDirectory | None = None,
) -> Path:
    core, data = make_grant(
        sender,
        answered,
        listing or city(),
        seal_pem="PEM",
        rules=b"rules",
        no=1,
        app="0.1.0",
        extra={"settings": b"{}"},
    )
    return save(tmp_path, core, data)


def refused(path: Path, device: DeviceKeys = OFFICE, pinned: list[bytes] | None = None) -> str:
    with pytest.raises(SyncRefused) as caught:
        read_grant(path, device, pinned)
    return caught.value.code


def test_request_and_grant(tmp_path: Path) -> None:
    path = request_file(tmp_path)
    assert peek(path).kind == "enrol-request"
    answered = read_request(path)
    request = answered.request
    assert request.fingerprint == fingerprint(OFFICE.public_key)
    assert (request.dev, request.kelurahan, request.csr) == (OFFICE.dev, KUKUSAN, CSR.decode())
    assert [(each.person, each.key) for each in request.people] == [(SITI.person, SITI.public_key.hex())]
    grant_path = grant_file(tmp_path, answered)
    grant = read_grant(grant_path, OFFICE, None)
    assert not grant.root_pinned
    assert grant.directory.root_fingerprints() == [fingerprint(ROOT_PUBLIC)]
    assert (grant.seal_pem, grant.rules, grant.extra) == ("PEM", b"rules", {"settings": b"{}"})
    assert (grant.request, grant.ep, grant.expect_no) == (answered.core.id, 1, 1)
    assert grant.device.dev == OFFICE.dev
    pinned = grant.directory.accepted_roots()
    assert read_grant(grant_path, OFFICE, pinned).root_pinned
    assert grant.directory.sender(DKUM.key_id) is not None


def test_a_request_is_readable_by_anybody_and_holds_no_name(tmp_path: Path) -> None:
    data = request_file(tmp_path).read_bytes()
    assert OFFICE.public_key.hex().encode() in data
    assert b"age-encryption" not in data
    assert b"nama" not in data and b"nip" not in data


def test_a_changed_request_is_refused_at_every_byte(tmp_path: Path) -> None:
    path = request_file(tmp_path)
    good = path.read_bytes()
    for at in range(0, len(good), 13):
        path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        with pytest.raises(SyncRefused):
            read_request(path)
    for end in range(0, len(good), 29):
        path.write_bytes(good[:end])
        with pytest.raises(SyncRefused) as caught:
            read_request(path)
        assert caught.value.code == "E_TRUNC"


def test_a_request_must_be_signed_by_the_key_it_asks_for(tmp_path: Path) -> None:
    """Somebody else's keys, or another office's code in the header, are no request."""
    asked = read_request(request_file(tmp_path)).request
    for sender, kelurahan, wished in (
        (STRANGER, KUKUSAN, asked),
        (OFFICE, BEJI, asked),
        (OFFICE, KUKUSAN, msgspec.structs.replace(asked, dev=STRANGER.dev)),
        (OFFICE, KUKUSAN, msgspec.structs.replace(asked, sign_key=STRANGER.public_key.hex())),
    ):
        core = make_core(
            sender,
            kind="enrol-request",
            ep=1,
            kelurahan=kelurahan,
            no=0,
            recipients=(),
            app="",
            directory=0,
        )
        data = seal(
            sender, core, body_bytes(core, [raw_section("request", pack(wished))]), (), bring_key=True
        )
        with pytest.raises(SyncRefused) as caught:
            read_request(save(tmp_path, core, data))
        assert caught.value.code == "E_BIND"


def test_a_request_with_unusable_content(tmp_path: Path) -> None:
    asked = read_request(request_file(tmp_path)).request
    core = make_core(
        OFFICE, kind="enrol-request", ep=1, kelurahan=KUKUSAN, no=0, recipients=(), app="", directory=0
    )
    unusable = pack(msgspec.structs.replace(asked, age="age1qqqq"))
    for sections in ([raw_section("request", unusable)], [raw_section("request", b"{}")], []):
        data = seal(OFFICE, core, body_bytes(core, sections), (), bring_key=True)
        with pytest.raises(SyncRefused) as caught:
            read_request(save(tmp_path, core, data))
        assert caught.value.code == "E_OPS"


def test_enrolment_files_do_not_pass_as_data(tmp_path: Path) -> None:
    path = request_file(tmp_path)
    with pytest.raises(SyncRefused) as caught:
        open_header(path, city().sender)
    assert caught.value.code == "E_KEY"


def test_a_grant_for_somebody_else(tmp_path: Path) -> None:
    path = grant_file(tmp_path, read_request(request_file(tmp_path)))
    assert refused(path, STRANGER) == "E_RCPT"
    assert refused(path, LAPTOP) == "E_RCPT"
    assert refused(request_file(tmp_path)) == "E_FORMAT"


def test_a_grant_by_a_root_we_do_not_trust(tmp_path: Path) -> None:
    path = grant_file(tmp_path, read_request(request_file(tmp_path)))
    assert refused(path, pinned=[STRANGER.public_key]) == "E_DIR"


def test_a_grant_must_come_from_dkum(tmp_path: Path) -> None:
    """A kelurahan's laptop can sign a file, but it cannot admit anybody."""
    answered = read_request(request_file(tmp_path))
    assert refused(grant_file(tmp_path, answered, sender=LAPTOP)) == "E_KEY"
    revoked = [
        msgspec.structs.replace(each, revoked=5) if each.dev == DKUM.dev else each
        for each in content().devices
    ]
    listing = directory(2, devices=revoked)
    assert refused(grant_file(tmp_path, answered, listing=listing)) == "E_REVOKED"


def test_no_grant_is_made_that_could_not_be_opened(tmp_path: Path) -> None:
    answered = read_request(request_file(tmp_path))
    without = directory(2, devices=[listed(DKUM, "dkum", CITY)])
    for sender, listing in ((DKUM, without), (STRANGER, city())):
        with pytest.raises(SyncRefused) as caught:
            make_grant(sender, answered, listing, seal_pem="", rules=b"", no=1, app="")
        assert caught.value.code == "E_DIR"


def test_a_directory_that_names_another_key_of_ours(tmp_path: Path) -> None:
    """After new keys were made, a grant for the old ones is none for us, though it can be read."""
    path = grant_file(tmp_path, read_request(request_file(tmp_path)))
    assert refused(path, OFFICE.rotated()) == "E_RCPT"


def test_pinning_uses_raw_keys(tmp_path: Path) -> None:
    grant = read_grant(grant_file(tmp_path, read_request(request_file(tmp_path))), OFFICE, [ROOT_PUBLIC])
    assert read(grant.directory.data, [ROOT_PUBLIC]).version == 1
