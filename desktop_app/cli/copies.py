"""Steps of `wira enrol` about copies: DKUM goes on, a duplicated device ends, a person signs again."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from desktop_app.actions import trust
from desktop_app.actions.continuing import continue_city, end_stream
from desktop_app.actions.copies import AgainView
from desktop_app.actions.fork_proofs import forks
from desktop_app.actions.rewriting import sign_again, to_sign, waiting_steps
from desktop_app.actions.standing import Standing
from desktop_app.cli.console import Console
from desktop_app.errors import Refused
from desktop_app.office import Office, read_info
from resources.i18n import tr, trn


def copy_step(args: Namespace, console: Console, office: Office) -> None:
    """One of the steps about copies."""
    if args.go_on:
        continue_city(office)
        told = tr("DKUM lanjut di komputer ini. Buat jawaban baru untuk semua kelurahan.")
        console.answer({"continued": True}, told)
    elif args.sign_again:
        before = len(waiting_steps(office))
        sign_again(office)
        left = len(waiting_steps(office))
        done = before - left
        told = trn("{n} langkah ditandatangani lagi.", "{n} langkah ditandatangani lagi.", done)
        console.answer({"signed": done, "left": left}, [told, *signature_lines(office)])
    elif args.end:
        _end(args.end, console, office)
    else:
        known = forks(office)
        lines = [line for each in known for line in (f"{each.tag} {each.sentence}", f"  {each.next_step}")]
        answer = [{**asdict(each), "path": str(each.path)} for each in known]
        console.answer({"duplicates": answer}, lines or tr("Tidak ada komputer yang terduplikasi."))


def _end(tag: str, console: Console, office: Office) -> None:
    found = next((each for each in forks(office) if each.tag == tag.strip().upper()), None)
    if found is None:
        raise Refused(
            tr("Komputer {tag} tidak tercatat terduplikasi.", tag=tag),
            next_step=tr("Lihat kodenya dengan `wira enrol --duplicates`."),
            code="unknown_device",
        )
    end_stream(office, found.dev, found.ep, found.seq)
    told = tr(
        "Urutan lama komputer {tag} diakhiri. Buat jawaban untuk {kantor}.",
        tag=found.tag,
        kantor=found.office,
    )
    console.answer({"ended": found.tag}, told)


def look_at_request(args: Namespace, console: Console) -> None:
    """What a request says; to somebody of DKUM (`--user`) also what a copy of a known office asks."""
    if console.user and _is_city(console):
        with console.office() as office:
            request = trust.look_at_request(args.look, office)
    else:
        request = trust.look_at_request(args.look)
    answer: dict[str, Any] = {
        "office": request.office, "kind": request.kind, "fingerprint": request.fingerprint,
        "again": asdict(request.again) if request.again is not None else None,
    }  # fmt: skip
    lines = [f"{request.office} ({request.kind})", request.fingerprint]
    if request.again is not None:
        lines += again_lines(request.again)
    console.answer(answer, lines)


def _is_city(console: Console) -> bool:
    info = read_info(console.office_home())
    return info is not None and info.kind == "dkum"


def again_lines(found: AgainView) -> list[str]:
    """What a copy asks of DKUM, for a person."""
    counted = tr(
        "Dari perangkat ini DKUM memegang {held} perubahan, salinan itu {told}.",
        held=found.held,
        told=found.told,
    )
    return [found.sentence, counted, found.warning]


def standing_lines(found: Standing | None) -> list[str]:
    """Why a copy of this office may not seal or send, and what to do."""
    return [] if found is None else [found.sentence, f"  {found.safe}", f"  {found.next_step}"]


def waits_of(found: Standing | None) -> str | None:
    """The reason's code for `--json`, "other" where another copy goes on; None where nothing waits."""
    return (found.why or "other") if found is not None else None


def signature_lines(office: Office) -> list[str]:
    """Whose steps have to be signed again."""
    with office.reading() as connection:
        counted = to_sign(connection, office)
    return [
        trn(
            "{n} langkah {nama} menunggu tanda tangannya lagi (wira enrol --sign-again).",
            "{n} langkah {nama} menunggu tanda tangannya lagi (wira enrol --sign-again).",
            count,
            nama=name,
        )
        for name, count in counted.items()
    ]
