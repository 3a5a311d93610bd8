"""How a file and the other side are named, on screens, papers and the command line alike."""

from __future__ import annotations

from desktop_app.domain import region
from desktop_app.queries.exchange import FileLine, Numbers
from resources.i18n import tr


def office_name(peer: str) -> str:
    """DKUM, or the kelurahan with its kecamatan."""
    place = region.by_code(peer)
    return place.display if place is not None else "DKUM"


def sender_name(file: FileLine | Numbers) -> str:
    """Who made it: the office, with the computer where it has several; within an office the computer."""
    if file.mates:
        name = file.device or tr("komputer kantor")
        return name[:1].upper() + name[1:]
    name = office_name(file.peer)
    return tr("{kantor}, {perangkat}", kantor=name, perangkat=file.device) if file.device else name


def file_title(file: FileLine) -> str:
    """``0012 untuk DKUM``, ``Berkas DKUM 0009``, ``Laptop 9f3c 0006``."""
    no = f"{file.no:04d}"
    if file.direction == "out":
        other = tr("komputer lain di kantor ini") if file.mates else office_name(file.peer)
        if file.kind == "request":
            return tr("Permintaan {no} untuk {kantor}", no=no, kantor=other)
        return tr("{no} untuk {kantor}", no=no, kantor=other)
    other = sender_name(file) if file.mates else office_name(file.peer)
    if file.kind == "request":
        return tr("Permintaan {no} dari {kantor}", no=no, kantor=other)
    return (
        tr("{perangkat} {no}", perangkat=other, no=no)
        if file.mates
        else tr("Berkas {kantor} {no}", kantor=other, no=no)
    )


def number_list(numbers: tuple[int, ...]) -> str:
    """``0004–0005`` for neighbours, ``0004, 0009`` for others."""
    if len(numbers) > 1 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]:04d}–{numbers[-1]:04d}"
    return ", ".join(f"{no:04d}" for no in numbers)
