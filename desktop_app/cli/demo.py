"""`wira demo`: the main job from an empty folder to the final rosters, and what was made where."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from desktop_app.cli.console import Console
from desktop_app.demo.cast import KELURAHAN, City
from desktop_app.demo.city import build_city
from desktop_app.domain import region
from desktop_app.domain.people import ROLE_LABELS
from resources.i18n import decimal, tr


def demo(args: Namespace, console: Console, open_window: Callable[[Path | None], int] | None) -> int:
    """Build the city, print the table, and open the window where there is one."""
    out = args.out.resolve()
    city = build_city(out, applicants=args.applicants, seed=args.seed, say=console.say)
    console.answer(city.as_json(), table(city))
    home = city.homes[KELURAHAN[0].code]
    if args.no_window or open_window is None or console.json:
        if open_window is None and not console.json:
            console.say(tr("Tidak ada layar, jadi jendela tidak dibuka. Hasilnya ada di {out}.", out=out))
        return 0
    return open_window(home)


def _count(folder: Path, pattern: str) -> int:
    return sum(1 for _each in folder.rglob(pattern))


def table(city: City) -> list[str]:
    """Who, how many, where."""
    head = f"{'':34}{tr('pendaftar'):>10}{tr('ditetapkan'):>12}{tr('tunggu'):>8}{tr('lainnya'):>9}"
    lines = ["", head]
    for code, found in city.counts.items():
        place = region.by_code(code)
        other = found["applicants"] - found["accepted"] - found["waitlisted"]
        name = place.display if place else code
        lines.append(
            f"{name:34}{found['applicants']:>10}{found['accepted']:>12}{found['waitlisted']:>8}{other:>9}"
        )
    first = KELURAHAN[0]
    papers, files = city.out / "dokumen", city.out / "berkas"
    lines += [
        "",
        tr("Dokumen bersegel: {n} di {folder}", n=_count(papers, "*.pdf"), folder=papers),
        tr("Berkas sinkronisasi: {n} di {folder}", n=_count(files, "*.dks"), folder=files),
        tr("Folder kantor: {folder}", folder=city.out / "kantor"),
        tr("Waktu: {seconds} detik", seconds=decimal(city.seconds, 1)),
        "",
        tr("Kata sandi contoh untuk semua petugas: {passphrase}", passphrase=city.passphrase),
        tr("Buka kelurahan contoh: wira --home {home}", home=city.homes[first.code]),
        tr("Semua folder kantor dan petugasnya, untuk --home dan --user:"),
    ]
    for name, people in city.roles.items():
        lines.append(f"  {city.homes[name]}")
        for who, roles in people.items():
            lines.append(f"    {who}: {', '.join(tr(ROLE_LABELS[role]) for role in roles)}")
    return lines
