"""What a screen reader reads of a PDF: its structure tree with the text of each element, by pikepdf."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any

import pikepdf


@dataclass
class Part:
    """One element: what it is, its text, and what it holds."""

    role: str
    text: str = ""
    page: int = -1
    columns: int = 1
    scope: str = ""
    kids: list[Part] = field(default_factory=list)

    def every(self, role: str) -> list[Part]:
        """All elements of a kind, in reading order."""
        found = [self] if self.role == role else []
        return found + [one for kid in self.kids for one in kid.every(role)]


def read_aloud(pdf: bytes) -> Part:
    """The document element. Every element with text must be found from its page, too."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root: Any = document.Root
        assert root.MarkInfo.Marked and str(root.Lang) == "id-ID"
        pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        texts = [_texts(page) for page in document.pages]
        numbers: Any = list(root.StructTreeRoot.ParentTree.Nums)
        parents = {int(numbers[n]): [kid.objgen for kid in numbers[n + 1]] for n in range(0, len(numbers), 2)}

        def part(element: Any) -> Part:
            made = Part(str(element.S)[1:])
            kids = element.K
            if isinstance(kids, int):
                made.page = pages[element.Pg.objgen]
                assert parents[int(document.pages[made.page].obj.StructParents)][kids] == element.objgen
                made.text = texts[made.page].pop(kids)
                made.columns = int(element.get("/A", {}).get("/ColSpan", 1))
                made.scope = str(element.get("/A", {}).get("/Scope", ""))
                return made
            for kid in kids:
                assert kid.P.objgen == element.objgen
                made.kids.append(part(kid))
            return made

        found = part(root.StructTreeRoot.K)
        assert not any(texts), "marked text that is in no element"
        return found


def _texts(page: pikepdf.Page) -> dict[int, str]:
    """The text of each mark on the page; text outside of marks must be decoration."""
    fonts: Any = page.resources.Font
    letters = {name: _letters(font) for name, font in fonts.items()}
    found: dict[int, str] = {}
    open_marks: list[int] = []
    table: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC":
                properties: Any = operands[1]
                open_marks.append(int(properties.MCID))
                found.setdefault(open_marks[-1], "")
            case "BMC":
                assert str(operands[0]) == "/Artifact"
                open_marks.append(-1)
            case "EMC":
                open_marks.pop()
            case "Tf":
                table = letters[str(operands[0])]
            case "Tj":
                shown = "".join(table.get(code, "?") for code in bytes(operands[0]))
                assert open_marks, f"text outside of every mark: {shown}"
                if open_marks[-1] >= 0:
                    before = found[open_marks[-1]]
                    found[open_marks[-1]] = f"{before} {shown}" if before else shown
            case _:
                pass
    assert not open_marks
    return found


def _letters(font: Any) -> dict[int, str]:
    """From codes to letters, as the font's own table says."""
    whole = font.ToUnicode.read_bytes().decode()
    cmap = "".join(re.findall(r"beginbf\w+(.*?)endbf", whole, re.DOTALL))
    found: dict[int, str] = {}
    for first, last, start in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", cmap):
        for code in range(int(first, 16), int(last, 16) + 1):
            found[code] = chr(int(start, 16) + code - int(first, 16))
    for first, _last, several in re.findall(r"<(\w+)>\s*<(\w+)>\s*\[([^\]]*)\]", cmap):
        for code, each in enumerate(re.findall(r"<(\w+)>", several), int(first, 16)):
            found[code] = bytes.fromhex(each).decode("utf-16-be")
    for code, letter in re.findall(r"^\s*<(\w+)>\s*<(\w+)>\s*$", cmap, re.MULTILINE):
        found[int(code, 16)] = bytes.fromhex(letter).decode("utf-16-be")
    return found
