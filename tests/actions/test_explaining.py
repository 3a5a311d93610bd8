"""What comes late is taken as far as it is good; what is refused at the doors of enrolment says why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import msgspec
import pytest

from desktop_app.actions import devices, known_files, trust
from desktop_app.actions.explaining import WORDS
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.errors import SyncRefused
from desktop_app.keys.device import DeviceKeys
from desktop_app.office import Office
from desktop_app.storage import settings
from desktop_app.sync import enrolment
from desktop_app.sync.writer import body_bytes, make_core, seal
from tests import offices
from tests.badfiles import Forger, says
from tests.offices import CURUG, KUKUSAN, PASSPHRASE


class Town(Forger):
    """DKUM and Kukusan, and the folder between them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        dkum, kelurahan = offices.city(folder)
        super().__init__(dkum, kelurahan[KUKUSAN])
        self.kukusan.enter("Ratna Puspita", PASSPHRASE)

    def version(self) -> int:
        assert self.kukusan.directory is not None
        return self.kukusan.directory.version

    def seal(self) -> bytes | None:
        with self.kukusan.reading() as connection:
            return settings.get(connection, trust.SEAL)

    def grant(self, request: Path, fingerprint: str) -> Path:
        return trust.grant(self.dkum, request, self.folder, fingerprint=fingerprint)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    found = Town(tmp_path)
    yield found
    found.dkum.close()
    found.kukusan.close()


def refused(step: object, *args: object, **more: object) -> SyncRefused:
    with pytest.raises(SyncRefused) as caught:
        step(*args, **more)  # type: ignore[operator]
    return caught.value


def test_an_answer_of_before_the_newest_directory_still_brings_its_changes(town: Town) -> None:
    offices.enter(town.kukusan, offices.persons(1))
    open_file(town.dkum, make_file(town.kukusan, town.folder).paths[0])
    answer = make_file(town.dkum, town.folder, to=KUKUSAN).paths[0]
    request = devices.ask_new_keys(town.kukusan, town.folder)
    fresh = trust.asked_keys(town.kukusan)
    assert fresh is not None
    trust.accept_grant(town.kukusan, town.grant(request, fresh.fingerprint))
    newest = town.version()
    report = open_file(town.kukusan, answer)
    assert report.new and not report.void, "what DKUM said then is DKUM's word still"
    assert town.version() == newest, "the directory never goes back"
    later = make_file(town.dkum, town.folder, to=KUKUSAN).paths[0]
    assert not open_file(town.kukusan, later).void

    with town.kukusan.work() as work:  # as if DKUM had said that its directory is older
        settings.put_json(work.connection, "city_directory", 1)
    offices.enter(town.kukusan, offices.persons(1, seed=2))
    brings = make_file(town.kukusan, town.folder).paths[0]
    curug = offices.office(town.folder / "curug", code=CURUG, clock=town.kukusan.clock)  # type: ignore[arg-type]
    offices.enrol(town.dkum, curug, town.folder)
    curug.close()
    assert town.dkum.directory is not None
    ahead = town.dkum.directory.version
    assert ahead > newest and open_file(town.dkum, brings).new
    assert town.dkum.directory.version == ahead


def test_of_several_grants_the_newest_counts_whichever_is_opened_first(town: Town) -> None:
    request = trust.make_request(town.kukusan, town.folder)
    first, second = (town.grant(request, town.kukusan.device.fingerprint) for _ in range(2))
    trust.accept_grant(town.kukusan, second)
    newest, seal = town.version(), town.seal()
    changes = trust.accept_grant(town.kukusan, first)
    assert not changes.ids
    assert (town.version(), town.seal()) == (newest, seal)


def test_a_seal_comes_with_its_grant_even_after_a_newer_answer(town: Town) -> None:
    request = trust.make_request(town.kukusan, town.folder)
    grant = town.grant(request, town.kukusan.device.fingerprint)
    curug = offices.office(town.folder / "curug", code=CURUG, clock=town.kukusan.clock)  # type: ignore[arg-type]
    offices.enrol(town.dkum, curug, town.folder)
    curug.close()
    before = town.seal()
    open_file(town.kukusan, make_file(town.dkum, town.folder, to=KUKUSAN).paths[0])
    newest = town.version()
    trust.accept_grant(town.kukusan, grant)
    assert town.version() == newest
    assert town.seal() != before, "the certificate that the newer directory names"


def test_the_doors_of_enrolment_say_what_was_wrong(town: Town) -> None:
    data = town.folder / "data.dks"
    data.write_bytes(town.file([], {}))
    for step in (
        refused(trust.look_at_request, data, town.dkum),
        refused(trust.look_at_grant, town.kukusan, data),
    ):
        assert (step.message, step.next_step) == known_files.WORDS["data"]
    keyless = make_core(
        town.kukusan.device,
        kind="enrol-request",
        ep=1,
        kelurahan=KUKUSAN,
        no=0,
        recipients=(),
        app="w",
        directory=0,
    )
    data.write_bytes(
        seal(town.kukusan.device, keyless, body_bytes(keyless, []), (town.dkum.device.recipient,))
    )
    assert says("brings_no_key", refused(trust.look_at_request, data, town.dkum), city=True)
    keyless = msgspec.structs.replace(keyless, kind="enrol-grant")
    data.write_bytes(
        seal(town.kukusan.device, keyless, body_bytes(keyless, []), (town.dkum.device.recipient,))
    )
    assert says("brings_no_key", refused(trust.look_at_grant, town.kukusan, data), city=False)

    stranger = DeviceKeys.generate()
    said = enrolment.make_again(town.kukusan.device, [stranger.signing_key], ep=2, why="restored", have={})
    _core, forged = enrolment.make_request(
        town.kukusan.device, kind="kelurahan", kelurahan=KUKUSAN, people=[], csr=b"", made=1, app="w", ep=2,
        again=said,
    )  # fmt: skip
    asks = town.folder / "salinan.dks"
    asks.write_bytes(forged)
    for step in (
        trust.look_at_request,
        lambda path, dkum: trust.grant(dkum, path, town.folder, fingerprint=""),
    ):
        assert says("copy_of_another", refused(step, asks, town.dkum), city=True)

    request = enrolment.read_request(trust.make_request(town.kukusan, town.folder))
    for cause, maker, directory in granted_wrongly(town):
        path = town.folder / f"{cause}.dks"
        made = enrolment.make_grant(maker, request, directory, seal_pem="", rules=b"[]", no=1, app="wira")
        path.write_bytes(made[1])
        error = refused(trust.accept_grant, town.kukusan, path)
        assert says(cause, error, city=False) and error.record == path.name


def granted_wrongly(town: Town) -> Iterator[tuple[str, DeviceKeys, trust.TrustedDirectory]]:
    content = town.directory.content
    gone = [
        each if each.kind != "dkum" else type(each)(**{**struct(each), "revoked": 1, "why": "hilang"})
        for each in content.devices
    ]
    newer = content.version + 1
    yield "grant_of_another", town.kukusan.device, town.directory
    yield "grant_revoked", town.dkum.device, town.signed(devices=gone, version=newer)
    other = offices.office(town.folder / "kota-lain", "dkum", name="Hendra Wijaya")
    root = trust.authority(other).root
    other.close()
    data = trust.sign_directory(content, [root])
    yield "list_of_another_root", town.dkum.device, trust.read(data, [root.public_key().public_bytes_raw()])


def test_a_sender_whom_only_the_list_in_its_file_revokes_is_told_as_revoked(town: Town) -> None:
    devices_ = [
        msgspec.structs.replace(each, revoked=each.keys[-1].since, why="laptop hilang")
        if each.dev == town.kukusan.info.dev
        else each
        for each in town.directory.content.devices
    ]
    newer = town.directory.version + 1
    path = town.folder / "dicabut.dks"
    brought = town.signed(devices=devices_, version=newer).data
    path.write_bytes(town.file([], {}, directory=brought, dir=newer))
    error = refused(open_file, town.dkum, path)
    assert error.code == "E_REVOKED" and says("revoked", error, city=True)
    assert "laptop hilang." in error.message and "Kukusan" in error.message


def struct(device: object) -> dict[str, object]:
    return {name: getattr(device, name) for name in device.__struct_fields__}  # type: ignore[attr-defined]


def test_every_sentence_names_only_what_is_known() -> None:
    known = {"tanda", "kantor", "lain", "baru", "lama", "tanggal", "alasan"}
    for said, at_office, at_city in WORDS.values():
        places = {name for _text, name, _spec, _conversion in Formatter().parse(said) if name}
        assert places <= known
        assert "Data kantor tidak berubah" in said.replace("\n", " ")
        assert "{" not in at_office + at_city


def test_the_office_opened_is_the_one_that_is_named(town: Town) -> None:
    """A key DKUM has not heard of, under a device it knows."""
    other = DeviceKeys(town.kukusan.info.dev, DeviceKeys.generate().signing_key, ())
    path = town.folder / "lain.dks"
    path.write_bytes(town.file([], {}, by=Named(town.kukusan, other)))  # type: ignore[arg-type]
    error = refused(open_file, town.dkum, path)
    assert "Kukusan, Kec. Beji" in error.message and says("other_key", error, city=True)


class Named:
    """An office that signs with other keys."""

    def __init__(self, office: Office, device: DeviceKeys) -> None:
        self.info, self.device = office.info, device
