"""What Wira is made of and under which licences: `python -m build_spec.licences [--dev] [--out FILE]`.

Lists every installed package that Wira needs (with `--dev` those of its makers too), fonts and icons
included, and the reference data. With `--out` the full licence texts are written to FILE, to go into the
packaged folder.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

from resources import read_text

TEXT_NAMES = re.compile(r"(licen[cs]e|copying|notice|ofl|copyright)", re.IGNORECASE)
LONGEST_NAME = 60

# Where the metadata of a package says nothing or too little; read from its files and project page.
KNOWN = {
    "pyrage": "MIT",
    "pypdfium2": "BSD-3-Clause OR Apache-2.0; PDFium: BSD-3-Clause AND Apache-2.0",
    "segno": "BSD-3-Clause",
    "sqlcipher3": "Zlib; SQLCipher: BSD-3-Clause; SQLite: public domain",
    "reportlab": "BSD-3-Clause",
    "python-lucide": "MIT; icons: ISC (Lucide)",
    "setuptools": "MIT",
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
    "pyinstaller-hooks-contrib": "GPL-2.0-or-later AND Apache-2.0",
}
# Licences whose text is not in the wheel: said where it is to be found.
REMARKS = {
    "pyside6-essentials": "LGPL-3.0: Qt stays a folder of its own and may be replaced; source: Qt project",
    "shiboken6": "LGPL-3.0: as PySide6",
}


@dataclass(frozen=True)
class Licence:
    """One part of Wira that others made."""

    name: str
    version: str
    licence: str
    remark: str
    texts: tuple[str, ...]


def licences(*, dev: bool = False) -> list[Licence]:
    """Every package that Wira needs on this system. Raises `LookupError` for one without a licence."""
    return [_licence(one) for _, one in sorted(_needed("wira", {"dev"} if dev else set()).items())]


def _needed(start: str, extras: set[str]) -> dict[str, Distribution]:
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(start, extra) for extra in ("", *extras)]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        try:
            one = distribution(name)
        except PackageNotFoundError as missing:
            raise LookupError(f"{name} is needed and not installed") from missing
        if name != start:
            found[name] = one
        for line in one.requires or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                waiting += [(plain(requirement.name), asked) for asked in ("", *requirement.extras)]
    return found


def plain(name: str) -> str:
    """The name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _licence(one: Distribution) -> Licence:
    name = plain(one.name)
    return Licence(name, one.version, _short(one, name), REMARKS.get(name, ""), tuple(_texts(one)))


def _short(one: Distribution, name: str) -> str:
    if name in KNOWN:
        return KNOWN[name]
    meta = one.metadata
    fields = [meta[field] for field in ("License-Expression", "License") if field in meta]
    said = fields[0].strip().split("\n")[0] if fields else ""
    if not said or len(said) > LONGEST_NAME:
        classes = [line for line in meta.get_all("Classifier") or () if line.startswith("License ::")]
        said = "; ".join(line.split(" :: ")[-1] for line in classes)
    if not said:
        raise LookupError(f"{name} does not say its licence: read it and name it in KNOWN")
    return said


def _texts(one: Distribution) -> Iterator[str]:
    for file in one.files or ():
        if TEXT_NAMES.search(file.name) and file.suffix.lower() in ("", ".txt", ".md", ".rst"):
            path = Path(str(file.locate()))
            if path.is_file():
                yield path.read_text(encoding="utf-8", errors="replace")


def table(found: list[Licence]) -> str:
    """The list as aligned text."""
    width = max(len(one.name) for one in found)
    lines = [f"{one.name:{width}}  {one.version:>14}  {one.licence}" for one in found]
    return "\n".join(lines)


def book(found: list[Licence]) -> str:
    """The list, the origin of the reference data, and every licence text that the packages bring."""
    parts = [
        table(found),
        read_text("reference/ORIGIN.md"),
        read_text("reference/kbli2025_kelompok.LICENSE.txt"),
    ]
    for one in found:
        texts = one.texts or ("(the package brings no licence text of its own)",)
        parts.append(
            "\n\n".join(filter(None, (f"{one.name} {one.version}: {one.licence}", one.remark, *texts)))
        )
    return f"\n\n{'=' * 78}\n\n".join(parts) + "\n"


def main(argv: list[str]) -> int:
    """Print the list, or write the book."""
    parser = argparse.ArgumentParser(prog="python -m build_spec.licences", description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what only tests and builds need")
    parser.add_argument("--out", type=Path, help="write list and licence texts to this file")
    asked = parser.parse_args(argv)
    found = licences(dev=asked.dev)
    if asked.out:
        asked.out.write_text(book(found), encoding="utf-8")
        print(asked.out)
        return 0
    print(table(found))
    print("\nReference data\n")
    for line in read_text("reference/ORIGIN.md").splitlines():
        if line.startswith("| `"):
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            print(f"{cells[0].strip('`| ')}: {cells[-1].strip('| ')}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
