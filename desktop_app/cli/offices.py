"""Commands about the office itself: init, enrol, user, status, check, migrate."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from desktop_app.actions import came_back, city_staff, trust
from desktop_app.actions import people as staff
from desktop_app.actions.agreement import Disagreement, disagreements
from desktop_app.actions.carrying import carry_account, take_account
from desktop_app.actions.founding import FoundOffice, found_office
from desktop_app.actions.known_files import kind_of, require_door
from desktop_app.actions.rewriting import waiting_steps
from desktop_app.actions.standing import standing
from desktop_app.cli import advice
from desktop_app.cli.console import Console, coming_in
from desktop_app.cli.copies import copy_step, look_at_request, signature_lines, standing_lines, waits_of
from desktop_app.domain import people, region
from desktop_app.domain.identity import nip_display
from desktop_app.domain.status import status_label
from desktop_app.errors import Refused, Unavailable
from desktop_app.office import Office
from desktop_app.queries import mentors, outcomes, training
from desktop_app.queries.home import to_review
from desktop_app.queries.people import PersonLine, city_people, fits, office_people
from desktop_app.queries.requests import waiting as waiting_requests
from desktop_app.queries.status import OfficeStatus, office_status
from desktop_app.sync.container import peek
from resources.i18n import tr, trn


def init(args: Namespace, console: Console) -> None:
    """Make an office and its first person."""
    scope = "" if args.kind == "dkum" else kelurahan_code(args.kelurahan)
    wish = FoundOffice(
        args.kind,
        scope,
        args.name,
        console.passphrase(),
        args.nip or "",
        args.jabatan or "",
        _roles(args.roles, args.kind),
    )
    office = found_office(console.office_home(), wish)
    try:
        answer = {"home": office.home, "dev": office.info.dev, "kind": office.info.kind, "kelurahan": scope}
        console.answer(answer, tr("{office} siap di {home}.", office=office.info.name, home=office.home))
    finally:
        office.close()


def enrol(args: Namespace, console: Console) -> None:
    """Request, look, grant, open: the four steps by file; `--continue` for a DKUM that was put back."""
    if args.look is not None:
        _look(args, console)
        return
    with console.office() as office:
        if args.request is not None:
            path = trust.make_request(office, args.request)
            answer = {"file": path, "fingerprint": office.device.fingerprint}
            lines = [
                tr("Berkas permintaan: {path}", path=path),
                tr("Bacakan sidik kunci ini kepada DKUM lewat telepon:"),
                office.device.fingerprint,
            ]
            console.answer(answer, lines)
            return
        if args.go_on or args.duplicates or args.end or args.sign_again:
            copy_step(args, console, office)
            return
        handed, door = (args.open, "enrol-grant") if args.grant is None else (args.grant, "enrol-request")
        require_door(handed, door)
        if not args.fingerprint.strip() and not (args.open is not None and standing(office) is not None):
            raise Refused(
                tr("Sidik kunci belum disebutkan."),
                next_step=tr("Cocokkan lewat telepon, lalu tulis semua kelompoknya pada --fingerprint."),
                code="fingerprint",
            )
        if args.grant is not None:
            path = trust.grant(office, args.grant, args.out, fingerprint=args.fingerprint)
            console.answer({"file": path}, tr("Berkas izin: {path}", path=path))
        else:
            trust.accept_grant(office, args.open, fingerprint=args.fingerprint, new_root=args.new_root)
            console.answer({"enrolled": True}, tr("Izin DKUM diterima. Segel dan berkas data siap dipakai."))


def _look(args: Namespace, console: Console) -> None:
    require_door(args.look, "enrol-request" if kind_of(args.look) == "enrol-request" else "enrol-grant")
    if peek(args.look).kind == "enrol-request":
        look_at_request(args, console)
        return
    with console.office() as office:
        grant = trust.look_at_grant(office, args.look)
        console.answer(asdict(grant), [tr("Sidik kunci DKUM di berkas ini:"), *grant.fingerprints])


def user(args: Namespace, console: Console) -> None:
    """List, admit, change or dismiss people."""
    with console.office() as office:
        scope = kelurahan_code(args.kelurahan) if args.kelurahan else office.info.scope
        told = ""
        if args.add:
            wish = staff.AddPerson(
                args.add, _roles(args.roles, office.info.kind),
                console.new_passphrase(args.new_passphrase_file), args.nip or "", args.jabatan or "",
                _mentor(office, args.mentor),
            )  # fmt: skip
            staff.add_person(office, wish)
        elif args.change:
            user_id = person_id(office, args.change)
            staff.change_person(
                office, user_id, roles=_roles(args.roles, office.info.kind) or None, nip=args.nip,
                jabatan=args.jabatan,
                mentor=_mentor(office, args.mentor) if args.mentor else None,
            )  # fmt: skip
        elif args.dismiss:
            _end_service(office, args, console)
        elif args.own_passphrase:
            staff.change_passphrase(
                office, console.passphrase(), console.new_passphrase(args.new_passphrase_file)
            )
            told = tr("Kata sandi Anda sudah diganti.")
        elif args.returned_checked:
            came_back.settle(office)
            told = came_back.settled()
        elif args.new_key:
            passphrase = console.new_passphrase(args.new_passphrase_file)
            staff.give_new_key(office, person_id(office, args.new_key), passphrase)
            told = tr(
                "{nama} mendapat kata sandi dan kunci baru; kata sandi lamanya tidak berlaku lagi.",
                nama=args.new_key,
            )
        elif args.revoke or args.take_back or args.appoint:
            told = _city_step(office, args, scope)
        elif args.carry:
            path = carry_account(office, args.carry, console.passphrase())
            console.answer({"file": path}, tr("Berkas akun: {path}", path=path))
            return
        elif args.take:
            take_account(office, args.take, console.new_passphrase(args.new_passphrase_file))
        with office.reading() as connection:
            own = office.info.dev
            everybody = (
                city_people(connection, own=own) if args.all else office_people(connection, scope, own=own)
            )
        if told:
            console.say(told)
        found = [each for each in everybody if fits(each, args.search)]
        listed = [
            {"nama": each.nama, "nip": each.nip, "jabatan": each.jabatan, "roles": sorted(each.roles),
             "active": each.active, "office": each.office, "ended": each.ended.why if each.ended else "",
             "revoked": bool(each.ended and each.ended.by_city), "passing": bool(each.way)}
            for each in found
        ]  # fmt: skip
        console.answer({"people": listed}, [_person_line(each, told=args.all) for each in found])


def _city_step(office: Office, args: Namespace, scope: str) -> str:
    """DKUM revokes somebody of another office, takes them back or makes them its admin; what was done."""
    where = other_side(scope)
    if args.revoke:
        city_staff.revoke_person(office, person_id(office, args.revoke, scope), args.reason)
        return tr("{nama} dicabut. Buat berkas untuk {kantor}.", nama=args.revoke, kantor=where)
    if args.take_back:
        city_staff.take_back(office, person_id(office, args.take_back, scope, serving=False))
        return tr("{nama} bertugas lagi. Buat berkas untuk {kantor}.", nama=args.take_back, kantor=where)
    city_staff.appoint_admin(office, person_id(office, args.appoint, scope))
    return tr("{nama} menjadi admin kantor. Buat berkas untuk {kantor}.", nama=args.appoint, kantor=where)


def _end_service(office: Office, args: Namespace, console: Console) -> None:
    """Dismiss somebody, once somebody has agreed."""
    user_id = person_id(office, args.dismiss)
    staff.require_endable(office, user_id)
    question = tr("Akhiri tugas {nama}?", nama=office.context.people[user_id].nama)
    if not args.yes:
        console.say(staff.what_ends(office))
    if not args.yes and not console.agrees(question):
        raise Refused(
            tr("Tugas {nama} tidak diakhiri.", nama=args.dismiss),
            next_step=tr("Ulangi dan jawab ya, atau pakai --yes."),
            code="not_agreed",
        )
    staff.dismiss(office, user_id)


def _person_line(line: PersonLine, *, told: bool) -> str:
    """A person in a line; with `told` also of which office."""
    who = f"{line.nama} ({other_side(line.office)})" if told else line.nama
    if not line.active and line.way:
        return f"{who}: {line.way}"
    if not line.active:
        ended = f". {line.ended.sentence}" if line.ended is not None else ""
        return tr("{nama}: sudah tidak bertugas", nama=who) + ended
    roles = ", ".join(tr(people.ROLE_LABELS[role]) for role in people.ROLES if role in line.roles)
    if line.way:
        return f"{who}: {roles}. {line.way}"
    return " ".join([f"{who}{f' (NIP {nip_display(line.nip)})' if line.nip else ''}:", roles])


def _applicant_lines(found: OfficeStatus) -> list[str]:
    """Everybody by status, each figure with its programmes: `wira rank` and `wira outcome` tell of one."""
    return [
        trn("{n} pendaftar di kedua program", "{n} pendaftar di kedua program", found.applicants),
        *(
            f"  {tr(status_label(code))}: {count} ({_programs(found, code)})"
            for code, count in found.by_status.items()
            if count
        ),
    ]


def _programs(found: OfficeStatus, code: str) -> str:
    told = {program: counts[code] for program, counts in found.by_program.items()}
    told[tr("program belum dipilih")] = found.by_status[code] - sum(told.values())
    return ", ".join(f"{program} {count}" for program, count in told.items() if count)


def _difference_lines(found: OfficeStatus) -> list[str]:
    """Fields of which two offices or people wrote different things."""
    if not found.conflicts:
        return []
    return [
        trn(
            "{n} isian berbeda menunggu keputusan, {m} di antaranya menahan verifikasi",
            "{n} isian berbeda menunggu keputusan, {m} di antaranya menahan verifikasi",
            found.conflicts,
            m=found.holding_conflicts,
        ),
        "  " + tr("Lihat dengan `wira conflict list`."),
    ]


def _clash_lines(found: OfficeStatus) -> list[str]:
    """What two applications, or two letters, must not have in common, and what to do about it."""
    lines: list[str] = []
    if found.clashes:
        lines += [
            trn(
                "{n} pendaftar memakai NIK yang sama di program yang sama",
                "{n} pendaftar memakai NIK yang sama di program yang sama",
                found.clashes,
            ),
            "  " + tr("Salah satunya mengundurkan diri atau ditolak sebelum DKUM memutuskan."),
        ]
    if found.number_clashes:
        lines += [
            trn(
                "{n} pendaftar memakai nomor pendaftaran yang sama",
                "{n} pendaftar memakai nomor pendaftaran yang sama",
                found.number_clashes,
            ),
            "  " + tr("Catat pengunduran diri salah satunya, lalu daftarkan lagi; ia mendapat nomor baru."),
        ]
    if found.letters_twice:
        lines += [
            trn(
                "{n} nomor surat dipakai dua surat", "{n} nomor surat dipakai dua surat", found.letters_twice
            ),
            "  "
            + tr(
                "Lihat dengan `wira document list`, cocokkan dengan buku agenda, lalu batalkan yang keliru."
            ),
        ]
    return lines


def _letter_lines(found: OfficeStatus) -> list[str]:
    """The names of DP3AP2KB's letters, where there are any."""
    told = found.recommendations
    if not sum(told.values()):
        return []
    return [
        tr("Nama di surat DP3AP2KB: {padan} padan, {dilihat} perlu dilihat, {belum} belum ada pendaftar, "
           "{dicabut} dicabut", **told)
    ]  # fmt: skip


def _outcome_line(reached: dict[str, Any]) -> str:
    """How many started and still run; at DKUM by whose files."""
    covers = reached.get("kelurahan")
    if covers is None:
        return tr(
            "{n} wirausaha baru, {m} masih berjalan setelah enam bulan",
            n=reached["started"],
            m=reached["six"],
        )
    return tr(
        "{n} wirausaha baru, {m} masih berjalan setelah enam bulan, menurut berkas {a} dari {b} kelurahan",
        n=reached["started"], m=reached["six"], a=covers["heard"], b=covers["all"],
    )  # fmt: skip


def _exchange_lines(kind: str, found: OfficeStatus) -> list[str]:
    """Whether DKUM knows this office, and what has reached it. DKUM itself sends nothing to DKUM."""
    if kind == "dkum":
        return []
    if not found.enrolled:
        told = tr("Kantor ini belum terdaftar di DKUM; {n} perubahan menunggu.", n=found.delivery.unsent)
        step = tr("Simpan berkas permintaan dengan wira enrol --request FOLDER, lalu bawa ke DKUM.")
        return [told, "  " + step]
    delivered = found.delivery
    return [
        tr("Kantor ini terdaftar di DKUM."),
        tr(
            "Sampai di DKUM: {a}; di berkas tanpa tanda terima: {b}; belum masuk berkas: {c}",
            a=delivered.received,
            b=delivered.waiting,
            c=delivered.unsent,
        ),
        *filter(None, [delivered.before()]),
    ]


def disagreement_lines(found: Sequence[Disagreement]) -> list[str]:
    """Whose data differ from ours although both know the same, and what to do; nothing where none do."""
    return [
        line
        for each in found
        for line in (
            tr(
                "PERHATIAN: data kantor ini berbeda dengan data {kantor}, padahal perubahannya sama "
                "(berkas {no:04d}).",
                kantor=other_side(each.peer),
                no=each.no,
            ),
            "  " + tr("Jalankan wira check; bila ada tabel yang berbeda: wira check --rebuild."),
            "  " + tr("Bila tetap berbeda, buat berkas lengkap (wira export --full) dan beri tahu DKUM."),
        )
    ]


def other_side(peer: str) -> str:
    """DKUM, or the kelurahan of that code."""
    place = region.by_code(peer)
    return place.display if place is not None else "DKUM"


def _alone_lines(count: int) -> list[str]:
    said = trn(
        "{n} pendaftar diisi dan diperiksa oleh satu orang, seperti diizinkan buku aturan",
        "{n} pendaftar diisi dan diperiksa oleh satu orang, seperti diizinkan buku aturan",
        count,
    )
    return [said] if count else []


def status(args: Namespace, console: Console) -> int:
    """Every count of the office, equal to what is stored. Exit 1 while another side's data differ."""
    with console.office() as office:
        with office.reading() as connection:
            found = office_status(connection, office.info)
            mentored = mentors.counts(connection, office.today().isoformat())
            trained = training.counts(connection)
            reached = outcomes.in_numbers(connection, office.info.scope)
            waiting = to_review(connection)
            asked = waiting_requests(connection) if office.info.kind == "dkum" else 0
            differing = disagreements(connection, office)
        answer = {"office": office.info.name, "kind": office.info.kind, **asdict(found)}
        waits = standing(office)
        answer["waits"], answer["to_sign"] = waits_of(waits), len(waiting_steps(office))
        answer["mentoring"], answer["training"] = asdict(mentored), asdict(trained)
        answer["outcomes"], answer["to_review"] = reached, waiting
        answer["disagreements"] = [asdict(each) for each in differing]
        if office.info.kind == "dkum":  # what waits for DKUM's word is no count of an office
            answer["requests"] = asked
            answer["delivery"] = None  # nor does DKUM send to DKUM: its files have their own receivers
        lines = [
            office.info.name,
            *_applicant_lines(found),
            *_difference_lines(found),
            *_clash_lines(found),
            *(
                [
                    trn(
                        "{n} pendaftar perlu dilihat menurut aturan baru",
                        "{n} pendaftar perlu dilihat menurut aturan baru",
                        waiting,
                    )
                ]
                if waiting
                else []
            ),
            *([trn("{n} permintaan menunggu", "{n} permintaan menunggu", asked)] if asked else []),
            *_alone_lines(found.alone),
            trn("{n} usaha terdaftar", "{n} usaha terdaftar", found.businesses),
            *_letter_lines(found),
            tr("Kedua program, semua tahun:"),
            "  "
            + trn(
                "{n} orang sudah menyelesaikan pelatihan",
                "{n} orang sudah menyelesaikan pelatihan",
                trained.trained,
            ),
            "  " + _outcome_line(reached),
            *_exchange_lines(office.info.kind, found),
            *standing_lines(waits),
            *signature_lines(office),
            *disagreement_lines(differing),
        ]
        console.answer(answer, lines)
    return 1 if differing else 0


def check(args: Namespace, console: Console) -> int:
    """Look through the whole office and tell in one page what is whole. Exit 1 when something is not."""
    from desktop_app.actions.checking import check_home, keep_check, rebuild_office

    if args.rebuild:
        with console.office() as office:
            rebuild_office(office)
    name, words = _who_looks(console)
    with coming_in():
        report, office = check_home(console.office_home(), name, words, progress=console.progress)
    waits = None
    if office is not None:
        console.tell_last_run(office)
        try:
            with suppress(Unavailable):  # what was found is told all the same
                keep_check(office, report)
            waits = standing(office)
        finally:
            office.close()
    told = report.advised(advice.typed)
    console.answer({**told.document(), "waits": waits_of(waits)}, [*told.lines(), *standing_lines(waits)])
    return 0 if report.sound else 1


def _who_looks(console: Console) -> tuple[str, str]:
    """Who looks through the office, and the passphrase; nobody is asked where it cannot be opened anyway."""
    from desktop_app.actions.rescue import KEYS_LOST

    try:
        return console.who(), console.passphrase()
    except Unavailable as error:
        if error.code not in KEYS_LOST:
            raise
        return console.user or "", ""


def migrate(args: Namespace, console: Console) -> None:
    """Opening an office migrates it; this says that it has been done."""
    with console.office() as office:
        console.answer({"home": office.home, "current": True}, tr("Bentuk basis data sudah yang terbaru."))


def kelurahan_code(typed: str) -> str:
    """The code of a kelurahan given by code or name. Raises Refused when unknown or ambiguous."""
    place = region.by_code(typed)
    found = (place,) if place else region.find(typed)
    if len(found) == 1:
        return found[0].code
    if found:
        options = "; ".join(f"{each.code} {each.display}" for each in found)
        raise Refused(
            tr("Ada lebih dari satu kelurahan bernama {name}.", name=typed),
            next_step=tr("Sebutkan kodenya: {options}.", options=options),
            code="kelurahan",
        )
    raise Refused(
        tr("Kelurahan {name} tidak ada di Kota Depok.", name=repr(typed)),
        next_step=tr("Periksa ejaannya, atau pakai kode 10 angka."),
        code="kelurahan",
    )


def person_id(office: Office, name: str, scope: str | None = None, *, serving: bool = True) -> str:
    """A person of this office, or of the kelurahan `scope`, by name; of two entries of one name the one who
    serves, or, without `serving`, who does not any more. Raises Refused."""
    where = office.info.scope if scope is None else scope
    found = [
        (facts.active is serving, user)
        for user, facts in office.context.people.items()
        if facts.nama.casefold() == name.strip().casefold() and facts.office == where
    ]
    if found:
        return max(found)[1]
    raise Refused(
        tr("Belum ada petugas bernama {name} di kantor ini.", name=name)
        if where == office.info.scope
        else tr("Tidak ada petugas bernama {name} di {kantor}.", name=name, kantor=other_side(where)),
        next_step=tr("Lihat daftarnya dengan `wira user`.")
        if where == office.info.scope
        else tr("Lihat daftarnya dengan `wira user --all`."),
        code="no_person",
    )


def _mentor(office: Office, typed: str) -> str:
    """The record of a mentor by name or number, "" for none. Raises Refused for one nobody has listed."""
    if not typed:
        return ""
    with office.reading() as connection:
        return mentors.named(connection, typed, office.today().isoformat()).record


def _roles(typed: str, kind: people.OfficeKind) -> tuple[str, ...]:
    """Roles by code. Raises Refused for one nobody knows, naming those of this kind of office."""
    roles = tuple(role.strip() for role in typed.split(",") if role.strip())
    wrong = [role for role in roles if not people.is_role(role)]
    if wrong:
        raise Refused(
            tr("Peran {role} tidak dikenal.", role=wrong[0]),
            next_step=tr(
                "Pilih dari: {roles}.",
                roles=", ".join(role for role in people.ROLES if people.may_hold(kind, role)),
            ),
            code="role",
        )
    return roles
