"""Commands about time stamps: which authority, whom to believe, adding them to issued documents."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict, replace

from desktop_app.actions import timestamps, tte
from desktop_app.cli import documents
from desktop_app.cli.advice import typed
from desktop_app.cli.console import Console
from desktop_app.cli.tte import believe
from desktop_app.documents.data import grouped_hex
from desktop_app.domain.values import show_date
from desktop_app.office import Office
from desktop_app.signing.lasting import TimeService
from desktop_app.signing.wire import host
from resources.i18n import tr, trn


def timestamp_add(args: Namespace, console: Console) -> int:
    """Stamp issued documents; exit 0 when every one was."""
    with console.office() as office:
        records = [documents.named(office, each).record for each in args.document]
        report = timestamps.add_timestamps(office, records, progress=console.progress)
    words = {
        "stamped": tr("diberi penanda waktu"), "refused": tr("ditolak"), "not_begun": tr("belum dimulai"),
    }  # fmt: skip
    lines = [f"{line.name}: {words[line.outcome]}. {typed(line.sentence)}".rstrip() for line in report.lines]
    n = report.count("stamped")
    lines.append(trn("{n} dokumen diberi penanda waktu.", "{n} dokumen diberi penanda waktu.", n))
    console.answer({"stamped": n, "papers": [asdict(line) for line in report.lines]}, lines)
    return 0 if n == len(report.lines) else 1


def timestamp_show(args: Namespace, console: Console) -> None:
    """The authority and whom this office believes."""
    del args
    with console.office() as office:
        _show(office, console)


def timestamp_set(args: Namespace, console: Console) -> None:
    """Another address, another proxy, or none."""
    with console.office() as office:
        wish = TimeService() if args.none else timestamps.time_service(office)
        if (url := console.address(args.url, args.url_file)) is not None:
            wish = replace(wish, url=url)
        if (proxy := console.address(args.proxy, args.proxy_file)) is not None:
            wish = replace(wish, proxy=proxy)
        timestamps.set_time_service(office, wish)
        _show(office, console)


def timestamp_trust(args: Namespace, console: Console) -> None:
    """Believe one more."""
    with console.office() as office:
        believe(office, args, console, tte.TIMES)
        _show(office, console)


def timestamp_untrust(args: Namespace, console: Console) -> None:
    """Believe one no longer."""
    with console.office() as office:
        tte.distrust(office, args.fingerprint, tte.TIMES)
        _show(office, console)


def _show(office: Office, console: Console) -> None:
    """What is set; of an address only the host, since a password may stand in it."""
    service, believed = timestamps.time_service(office), tte.roots(office, tte.TIMES)
    url, proxy = (host(one) if one else "" for one in (service.url, service.proxy))
    lines = [
        tr("Otoritas waktu: {host}", host=url)
        if url
        else tr("Belum ada otoritas waktu; tidak ada yang dihubungi."),
        *([tr("Lewat proxy {host}", host=proxy)] if proxy else []),
        *(
            f"{grouped_hex(one.fingerprint, 4)}  {one.name}  "
            + tr("sampai {tanggal}", tanggal=show_date(one.until))
            for one in believed
        ),
    ]
    console.answer({"url": url, "proxy": proxy, "roots": [asdict(one) for one in believed]}, lines)
