"""Commands about DKUM's list of devices and DKUM's own keys: device, authority."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from desktop_app.actions import city_keys, devices, trust
from desktop_app.cli.console import Console
from desktop_app.domain.moments import moment_of
from desktop_app.domain.people import OFFICE_LABELS
from desktop_app.errors import Refused
from resources.i18n import tr


def device_list(args: Namespace, console: Console) -> None:
    """Every device with its state."""
    with console.office() as office:
        found = devices.listed(office)
        old = devices.key_is_old(office)
        aged = office.directory is not None and office.directory.is_old(office.clock())
    answer = {"devices": [asdict(line) for line in found], "own_key_old": old, "directory_old": aged}
    lines = [_line(line) for line in found] or [tr("Kantor ini belum terdaftar di DKUM.")]
    if old:
        lines.append(tr("Kunci komputer ini sudah lebih dari setahun. Minta kunci baru kepada DKUM."))
    if aged:
        lines.append(directory_old())
    console.answer(answer, lines)


def directory_old() -> str:
    """What to say of a directory older than 90 days."""
    return tr(
        "Daftar perangkat DKUM di sini sudah lebih dari 90 hari. Minta berkas balasan terbaru dari DKUM."
    )


def device_revoke(args: Namespace, console: Console) -> None:
    """Take a device out."""
    with console.office() as office:
        line = devices.by_tag(office, args.device)
        day = devices.lost_day(office, args.since)
        devices.revoke(
            office, line.dev, why=args.reason, fingerprint=args.fingerprint, since=day, retired=args.retired
        )
        after = devices.by_tag(office, line.dev)
    told = tr("Perangkat {tag} ({office}) dicabut.", tag=line.tag, office=line.office)
    counts = [tr("Dari masa {ep} berlaku sampai catatan {seq}.", ep=ep, seq=seq) for ep, seq in after.good]
    later = tr("Buat balasan untuk kelurahan; daftar perangkat yang baru ikut di dalamnya.")
    console.answer(asdict(after), [told, *counts, later])


def device_readmit(args: Namespace, console: Console) -> None:
    """Take a revocation back."""
    with console.office() as office:
        line = devices.by_tag(office, args.device)
        devices.readmit(office, line.dev, fingerprint=args.fingerprint)
        after = devices.by_tag(office, line.dev)
    told = tr("Perangkat {tag} ({office}) diterima kembali.", tag=line.tag, office=line.office)
    console.answer(asdict(after), told)


def device_lock(args: Namespace, console: Console) -> None:
    """When a screen locks itself; DKUM says it for every office."""
    with console.office() as office:
        if args.minutes is not None:
            devices.set_lock_minutes(office, args.minutes)
        minutes = devices.lock_minutes(office)
    lines = [devices.locks_itself(minutes)]
    if args.minutes is not None:
        lines.append(tr("Buat balasan untuk kelurahan; daftar perangkat yang baru ikut di dalamnya."))
    console.answer({"minutes": minutes}, lines)


def device_rotate(args: Namespace, console: Console) -> None:
    """New keys: at DKUM at once, at an office by request."""
    with console.office() as office:
        if office.info.kind == "dkum":
            devices.renew_own(office)
            answer = {"fingerprint": office.device.fingerprint, "file": None}
            console.answer(answer, tr("Kunci DKUM diganti; kantor mengenalnya dari balasan berikutnya."))
            return
        path = devices.ask_new_keys(office, args.out)
        fresh = trust.asked_keys(office)
        fingerprint = fresh.fingerprint if fresh is not None else ""
    lines = [
        tr("Berkas permintaan: {path}", path=path),
        tr("Bacakan sidik kunci ini kepada DKUM lewat telepon:"),
        fingerprint,
        tr("Sampai izinnya dibuka, kantor ini tetap memakai kunci yang lama."),
    ]
    console.answer({"file": path, "fingerprint": fingerprint}, lines)


def device_sheet(args: Namespace, console: Console) -> None:
    """The fingerprint on a page."""
    from desktop_app.actions import fingerprint_sheets as sheets

    with console.office() as office:
        if args.root and office.directory is None:
            raise Refused(
                tr("Sidik kunci DKUM belum dikenal di kantor ini."),
                next_step=tr("Minta lembarnya langsung dari DKUM."),
                code="not_enrolled",
            )
        data = sheets.root_sheet(office) if args.root else sheets.own_sheet(office)
        name = "sidik-kunci-dkum" if args.root else f"sidik-kunci-{office.area}"
        path = sheets.save_sheet(data, args.out, name)
    console.answer({"file": path}, str(path))


def authority_show(args: Namespace, console: Console) -> None:
    """How DKUM's keys stand, and what to do when the root key is lost."""
    with console.office() as office, office.reading() as connection:
        found = city_keys.standing_of_keys(office, connection)
    copy = tr("Salinan kunci belum pernah disimpan dari komputer ini.")
    if found.copy_made is not None and found.copy_fits:
        copy = tr("Salinan kunci terakhir: {tanggal}, masih cocok.", tanggal=_date(found.copy_made))
    elif found.copy_made is not None:
        copy = tr(
            "Salinan kunci terakhir: {tanggal}, sebelum kunci diganti. Simpan salinan yang baru.",
            tanggal=_date(found.copy_made),
        )
    following = found.next_root or tr("belum dibuat")
    lines = [
        tr("Kunci DKUM ada di komputer ini.") if found.held else tr("Kunci DKUM hilang dari komputer ini."),
        tr("Sidik kunci akar: {sidik}", sidik=found.root),
        tr("Kunci akar berikutnya: {sidik}", sidik=following),
        copy,
        tr("Bila kunci akar hilang, pakai jalan pertama yang terbuka:"),
        *(f"{at}. {way}" for at, way in enumerate(city_keys.ways_out(), 1)),
        tr("Perintahnya berturut-turut: wira authority restore, adopt, renew."),
    ]
    console.answer(asdict(found), lines)


def authority_export(args: Namespace, console: Console) -> None:
    """All of DKUM's keys into one file for the safe."""
    with console.office() as office:
        _say_kept(console, city_keys.export_keys(office, args.out))


def authority_next(args: Namespace, console: Console) -> None:
    """The next root, announced to all and kept offline."""
    with console.office() as office:
        _say_kept(console, city_keys.announce_root(office, args.out))


def authority_restore(args: Namespace, console: Console) -> None:
    """DKUM's keys back from the file."""
    with console.office() as office:
        city_keys.restore_keys(office, args.file, console.words(args.words_file))
    console.answer({"restored": True}, tr("Kunci DKUM sudah kembali. Semua langkah DKUM siap dipakai."))


def authority_adopt(args: Namespace, console: Console) -> None:
    """Go on under the next root."""
    with console.office() as office:
        city_keys.adopt_root(office, args.file, console.words(args.words_file))
        root = office.directory.root_fingerprints()[0] if office.directory is not None else ""
    told = [tr("DKUM memakai kunci akar yang baru. Sidik kuncinya:"), root]
    console.answer({"fingerprint": root}, told)


def authority_recovery(args: Namespace, console: Console) -> None:
    """A new recovery key."""
    with console.office() as office:
        secret = city_keys.renew_recovery(office)
    told = [tr("Kunci pemulihan baru, ditampilkan sekali ini saja. Salin ke kertas:"), secret]
    console.answer({"recovery": secret}, told)


def authority_renew(args: Namespace, console: Console) -> None:
    """New keys where all are lost."""
    with console.office() as office:
        root = city_keys.begin_anew(office, sure=args.sure)
    told = [
        tr("DKUM memakai kunci yang serba baru. Cetak sidik kunci ini dan bagikan ke setiap kantor:"),
        root,
        tr("Setiap kantor menyimpan berkas permintaan lagi dan membuka izinnya dengan --new-root."),
    ]
    console.answer({"fingerprint": root}, told)


def _say_kept(console: Console, kept: city_keys.KeptFile) -> None:
    lines = [
        tr("Berkas kunci: {path}", path=kept.path),
        tr("Kata pembukanya, ditampilkan sekali ini saja. Salin ke kertas dan simpan terpisah:"),
        kept.words,
        tr("Sidik kunci akarnya:"),
        kept.fingerprint,
    ]
    console.answer({"file": kept.path, "words": kept.words, "fingerprint": kept.fingerprint}, lines)


def _line(line: devices.DeviceLine) -> str:
    state = tr("berlaku")
    if line.revoked is not None:
        state = tr("dicabut {tanggal}: {alasan}", tanggal=_date(line.revoked), alasan=line.why.rstrip("."))
    file = _date(line.last_file) if line.last_file is not None else "–"
    return tr(
        "{tag} {office} ({jenis}) sejak {sejak}, berkas terakhir {berkas}: {keadaan}. {sidik}",
        tag=line.tag,
        office=line.office,
        jenis=tr(OFFICE_LABELS[line.kind]),
        sejak=_date(line.since),
        berkas=file,
        keadaan=state,
        sidik=line.fingerprint,
    )


def _date(moment: int) -> str:
    return f"{moment_of(moment):%d-%m-%Y}"
