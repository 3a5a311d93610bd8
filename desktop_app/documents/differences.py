"""What an added revision of a PDF changed, in words: compared object by object, nothing is drawn.

Whether a change is allowed is not decided here; see `verify`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Final

from pyhanko.pdf_utils import generic

from desktop_app.documents.appended import GROW, Room
from desktop_app.documents.data import Rect
from desktop_app.documents.pades import BSRE_FIELD, MENTOR_FIELD, OFFICIAL_FIELD, SEAL_FIELD
from desktop_app.documents.verdict import Change, ChangeKind, shortened
from desktop_app.documents.xmp import said_in
from resources.i18n import mark, tr

_AROUND: Final = frozenset("/Parent /P /Pg /StructParent /StructParents /Prev /Next /Length".split())
"""Keys that lead back up or sideways, or that say nothing of their own."""
_OWN: Final = frozenset(
    "/Pages /AcroForm /Names /AF /Metadata /DSS /Extensions /Version /Perms /StructTreeRoot".split()
)
"""Entries of the catalogue that are compared otherwise, or that signing itself sets."""
_FORM: Final = frozenset({"/Fields", "/SigFlags"})
"""Entries of a form that are compared otherwise, or that every first signature sets."""
_BOXES: Final = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit")
_PAGE: Final = frozenset((*_BOXES, "/Contents", "/Resources", "/Annots", "/LastModified", *_AROUND))
"""Entries of a page that are compared otherwise, or that say nothing."""
_ROOMS: Final = {
    SEAL_FIELD: mark("segel kantor"),
    BSRE_FIELD: mark("BSrE"),
    OFFICIAL_FIELD: mark("pejabat"),
    MENTOR_FIELD: mark("pendamping"),
}
MOST_PAGES: Final = 5_000
MOST_FIELDS: Final = 2_000


class TooComplex(Exception):
    """The file has more pages or fields than any paper."""


@dataclass(slots=True)
class _Page:
    """Fingerprints of one page."""

    contents: list[bytes]
    resources: bytes
    boxes: bytes
    rest: bytes
    notes: list[bytes]
    widgets: list[Any]
    """Those of form fields; one that belongs to no field is a note."""

    def whole(self) -> bytes:
        return b"".join((*self.contents, b"|", self.resources, self.boxes, self.rest, b"|", *self.notes))


@dataclass(slots=True)
class _Field:
    signature: bool
    stamp: bool
    value: bytes
    face: bytes
    page: int
    rooms: list[Room] = field(default_factory=list[Room])
    """Where it can be seen; of one that no page shows, page -1."""


@dataclass(slots=True)
class _Revision:
    """A document as it stood after one revision."""

    pages: list[_Page] = field(default_factory=list[_Page])
    fields: dict[str, _Field] = field(default_factory=dict[str, _Field])
    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    about: bytes = b""
    version: bytes = b""
    permits: bytes = b""
    proofs: bytes = b""
    rest: bytes = b""
    tree: Any = None
    read: set[int] = field(default_factory=set[int])
    """The numbers of all objects that were looked at, which those of the structure tree are not."""


def differences(old: Any, new: Any, after: str) -> list[Change]:
    """What differs between two revisions (pyHanko's historical resolvers), said as after the field `after`.

    Raises TooComplex, or whatever the PDF library raises at damaged objects.
    """
    before, now = _revision(old), _revision(new)
    found = [
        *_pages(before.pages, now.pages),
        *_fields(before.fields, now.fields),
        *_files(before.files, now.files),
    ]
    found += _outside(before.fields, now.fields)
    if before.about != now.about:
        found.append(("keterangan", tr("Judul, nomor atau keterangan berkas diubah."), 0))
    if before.proofs != now.proofs:
        found.append(("data_pengesahan", tr("Data pengesahan untuk tanda tangan ditambahkan."), 0))
    if before.version != now.version:
        found.append(("versi", tr("Versi PDF yang disebut berkas diubah."), 0))
    if before.permits != now.permits and (before.permits or any(one.value for one in before.fields.values())):
        found.append(("lain", tr("Batas perubahan yang ditetapkan penandatangan diganti."), 0))
    if before.rest != now.rest or not _same_tree(old, new, before, now):
        found.append(("lain", tr("Bagian lain dari susunan berkas diubah."), 0))
    return [Change(kind=kind, sentence=words, after=after, page=page) for kind, words, page in found]


def stated(handler: Any) -> dict[str, str]:
    """Title, number, author and kind as a revision's metadata say them; "" where they do not.

    Dates and the program's name are left out: whoever signs next writes theirs.
    """
    raw = _raw(handler.trailer_view, "/Info")
    if isinstance(raw, generic.IndirectObject):  # a revision's trailer still points into the newest one
        raw = handler.get_object(generic.Reference(raw.idnum, raw.generation, handler))
    info = _dict(raw)
    keys = ("/Title", "/Subject", "/Author", "/Keywords")
    return {key: str(_value(info, key) or "") if info is not None else "" for key in keys}


def field_names(handler: Any) -> set[str]:
    """The names of all form fields of a revision."""
    form = _dict(handler.root.get("/AcroForm"))
    return {name for name, _one, _number in _form(form.get("/Fields"))} if form is not None else set()


def filled_since(old: Any, new: Any) -> list[Room]:
    """The rooms for signatures that stood empty in `old` and are filled in `new`."""
    before, now = _rooms_of(old), _rooms_of(new)
    return [room for name, one in before.items() if not one.value and name in now and now[name].value
            for room in one.rooms]  # fmt: skip


_Found = tuple[ChangeKind, str, int]


def _rooms_of(handler: Any) -> dict[str, _Field]:
    """The signature fields without their fingerprints."""
    numbers: dict[int, int] = {}
    for at, (page, _inherited) in enumerate(_walk(_raw(handler.root, "/Pages"), set()), 1):
        for raw in _list(page.get("/Annots")):
            for number in _number(raw):
                numbers.setdefault(number, at)
    form = _dict(handler.root.get("/AcroForm"))
    found: dict[str, _Field] = {}
    for name, one, number in _form(form.get("/Fields") if form else None):
        if _value(one, "/FT") == "/Sig":
            filled = b"" if _empty(_raw(one, "/V")) else b"1"
            found[name] = _Field(True, False, filled, b"", 0, _rooms(one, number, numbers))
    return found


def _outside(before: dict[str, _Field], now: dict[str, _Field]) -> Iterator[_Found]:
    """Signatures and time stamps that were added where the page kept no room for one: they cover it."""
    free = [room for one in before.values() if one.signature and not one.value for room in one.rooms]
    for name in sorted(now):
        old, new = before.get(name), now[name]
        if not new.signature or not new.value or (old is not None and old.value):
            continue
        for page, box in new.rooms:
            if not any(page == at and _within(box, room) for at, room in free):
                words = tr("Tanda tangan di ruang {nama} menutupi halaman di luar tempat yang disediakan.",
                           nama=_room(name))  # fmt: skip
                yield "lapisan", words, page + 1


def _within(inner: Rect, outer: Rect) -> bool:
    least = min(inner.x1 - outer.x1, inner.y1 - outer.y1, outer.x2 - inner.x2, outer.y2 - inner.y2)
    return least >= -GROW


def _same_tree(old: Any, new: Any, before: _Revision, now: _Revision) -> bool:
    """Whether the structure tree says the same. It holds most of a paper's objects, so it is not read where
    each object that was written anew is known to be another one."""
    one, other = before.tree, now.tree
    same = old.reader is new.reader and _number(one) and _number(one) == _number(other)
    if same and _rewritten(old, new) <= before.read:
        return True
    return _Prints().of(one) == _Prints().of(other)


def _rewritten(old: Any, new: Any) -> set[int]:
    """The numbers of those objects of `old` that `new`, a later revision of the same file, has otherwise."""
    known, later = set[int](), set[int]()
    table = old.reader.xrefs
    for revision in range(new.revision + 1):
        numbers = {reference.idnum for reference in table.explicit_refs_in_revision(revision)}
        numbers |= set(table.get_xref_data(revision).freed) - {0}
        (known if revision <= old.revision else later).update(numbers)
    return known & later


def _pages(before: list[_Page], now: list[_Page]) -> Iterator[_Found]:
    matcher = SequenceMatcher(None, [one.whole() for one in before], [one.whole() for one in now], False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            continue
        both = min(last - first, end - start)
        for n in range(both):
            yield from _page(before[first + n], now[start + n], start + n + 1)
        for n in range(first + both, last):
            yield "halaman_dihapus", tr("Halaman {n} dihapus.", n=n + 1), n + 1
        for n in range(start + both, end):
            yield "halaman_ditambah", tr("Halaman {n} disisipkan.", n=n + 1), n + 1


def _page(before: _Page, now: _Page, page: int) -> Iterator[_Found]:
    if before.contents != now.contents:
        if before.contents and set(before.contents) <= set(now.contents):
            yield "lapisan", tr("Halaman {n}: ada yang ditimpakan di atas isinya.", n=page), page
        else:
            yield "halaman_diganti", tr("Halaman {n}: isinya diganti.", n=page), page
    elif before.resources != now.resources:
        yield "rupa_halaman", tr("Halaman {n}: huruf atau gambarnya diganti.", n=page), page
    if before.boxes != now.boxes:
        yield "rupa_halaman", tr("Halaman {n}: ukuran atau arahnya diubah.", n=page), page
    if before.rest != now.rest:
        yield "lain", tr("Halaman {n}: perintah atau sifat halamannya diubah.", n=page), page
    if before.notes != now.notes:
        yield "catatan", tr("Halaman {n}: ada catatan atau kotak yang ditempelkan.", n=page), page


def _room(field: str) -> str:
    """What people call a field."""
    return tr(_ROOMS[field]) if field in _ROOMS else shortened(field)


def _fields(before: dict[str, _Field], now: dict[str, _Field]) -> Iterator[_Found]:
    for full in sorted(before.keys() | now.keys()):
        old, new, name = before.get(full), now.get(full), _room(full)
        if new is None:
            yield "tanda_tangan_dilepas", tr("Ruang {nama} dihapus.", nama=name), 0
        elif old is None or not old.value:
            if new.stamp and new.value:
                yield "penanda_waktu", tr("Penanda waktu ditambahkan di ruang {nama}.", nama=name), new.page
            elif new.signature and new.value:
                yield "tanda_tangan", tr("Tanda tangan ditambahkan di ruang {nama}.", nama=name), new.page
            elif old is None:
                yield "isian", tr("Ruang isian {nama} ditambahkan.", nama=name), new.page
            elif old.face != new.face or new.value:
                yield "isian", tr("Ruang {nama} diisi.", nama=name), new.page
        elif new.signature and not new.value:
            yield "tanda_tangan_dilepas", tr("Tanda tangan di ruang {nama} dilepas.", nama=name), new.page
        elif old.value != new.value:
            kind: ChangeKind = "tanda_tangan_dilepas" if new.signature else "isian"
            yield kind, tr("Isi ruang {nama} diganti.", nama=name), new.page
        elif old.face != new.face:
            words = tr("Tampilan tanda tangan di ruang {nama} diganti.", nama=name)
            yield "tampilan_tanda_tangan", words, new.page


def _files(before: dict[str, bytes], now: dict[str, bytes]) -> Iterator[_Found]:
    for full in sorted(before.keys() | now.keys()):
        name = shortened(full)
        if full not in now:
            yield "lampiran", tr("Lampiran {nama} di dalam berkas dihapus.", nama=name), 0
        elif full not in before:
            yield "lampiran", tr("Lampiran {nama} ditambahkan ke dalam berkas.", nama=name), 0
        elif before[full] != now[full]:
            yield "lampiran", tr("Lampiran {nama} di dalam berkas diganti.", nama=name), 0


# ---- reading a revision ------------------------------------------------------------------------------


def _revision(handler: Any) -> _Revision:
    seen = _Prints()
    root = handler.root
    found = _Revision()
    numbers: dict[int, int] = {}
    for page, inherited in _walk(_raw(root, "/Pages"), found.read):
        if len(found.pages) >= MOST_PAGES:
            raise TooComplex
        found.pages.append(_read_page(seen, page, inherited))
        found.read |= _number(_raw(page, "/Annots"))
        for raw in _list(page.get("/Annots")):
            if isinstance(raw, generic.IndirectObject):
                numbers.setdefault(raw.idnum, len(found.pages))
    form = _dict(root.get("/AcroForm"))
    own: set[int] = set()
    for name, one, number in _form(form.get("/Fields") if form else None):
        if len(found.fields) >= MOST_FIELDS:
            raise TooComplex
        found.read.add(number)
        own |= {number, *(each for raw in _list(one.get("/Kids")) for each in _number(raw))}
        found.fields[name] = _read_field(seen, one, number, numbers)
    for page in found.pages:
        page.notes += [seen.of(raw) for raw in page.widgets if not _number(raw) or raw.idnum not in own]
    found.files = dict(_embedded(seen, root))
    found.about = repr(stated(handler)).encode() + said_in(_held(_raw(root, "/Metadata")))
    found.version = seen.of(_raw(root, "/Version")) + seen.of(_raw(root, "/Extensions"))
    found.permits = seen.entries(_dict(_raw(root, "/Perms")), frozenset())
    found.proofs = seen.of(_raw(root, "/DSS"))
    found.rest = seen.entries(root, _OWN)
    found.rest += seen.entries(form, _FORM) + seen.entries(_dict(root.get("/Names")), {"/EmbeddedFiles"})
    found.tree = _raw(root, "/StructTreeRoot")
    found.read |= _number(_raw(handler.trailer_view, "/Root")) | _number(_raw(handler.trailer_view, "/Info"))
    found.read |= _number(_raw(root, "/AcroForm")) | _number(_raw(root, "/Metadata")) | seen.numbers()
    return found


def _number(raw: Any) -> set[int]:
    return {raw.idnum} if isinstance(raw, generic.IndirectObject) else set()


def _read_page(seen: _Prints, page: Any, inherited: dict[str, Any]) -> _Page:
    contents = _raw(page, "/Contents")
    held = _held(contents)
    parts = _list(held) if isinstance(held, generic.ArrayObject) else [] if held is None else [contents]
    notes: list[bytes] = []
    widgets: list[Any] = []
    for raw in _list(page.get("/Annots")):
        one = _dict(raw)
        if one is not None and _value(one, "/Subtype") != "/Widget":
            notes.append(seen.of(raw))
        elif one is not None:
            widgets.append(raw)
    boxes = [seen.of(inherited.get(key)) for key in _BOXES]
    resources, rest = seen.of(inherited.get("/Resources")), seen.entries(page, _PAGE)
    return _Page([seen.of(one) for one in parts], resources, b"".join(boxes), rest, notes, widgets)


def _empty(value: Any) -> bool:
    held = _held(value)
    return held is None or isinstance(held, generic.NullObject)


def _rooms(one: Any, number: int, numbers: dict[int, int]) -> list[Room]:
    """Where a field is drawn; a box without an area is not."""
    found: list[Room] = []
    kids = [(_dict(raw), raw) for raw in _list(one.get("/Kids"))]
    for widget, own in ((one, number), *kids):
        if widget is None:
            continue
        sides = [_held(side) for side in _list(_raw(widget, "/Rect"))]
        if len(sides) != 4:
            continue
        (x1, x2), (y1, y2) = (sorted(map(float, sides[at::2])) for at in (0, 1))
        if x1 < x2 and y1 < y2:
            at = own if isinstance(own, int) else min(_number(own), default=0)
            found.append((numbers.get(at, 0) - 1, Rect(x1, y1, x2, y2)))
    return found


def _read_field(seen: _Prints, one: Any, number: int, numbers: dict[int, int]) -> _Field:
    value = _raw(one, "/V")
    empty, page = _empty(value), numbers.get(number, 0)
    widgets = [one, *(kid for kid in map(_dict, _list(one.get("/Kids"))) if kid is not None)]
    face = b"".join(seen.of(_raw(each, key)) for each in widgets for key in ("/AP", "/Rect", "/F"))
    signature = _value(one, "/FT") == "/Sig"
    stamp = signature and _value(_dict(value) or {}, "/Type") == "/DocTimeStamp"
    rooms = _rooms(one, number, numbers) if signature else []
    return _Field(signature, stamp, b"" if empty else seen.of(value), face, page, rooms)


def _walk(pages: Any, read: set[int]) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Every page with what it inherits; a tree that leads back to itself ends. `read` gets the numbers."""
    seen: set[int] = set()
    waiting: list[tuple[Any, dict[str, Any]]] = [(pages, {})]
    while waiting:
        raw, above = waiting.pop()
        if isinstance(raw, generic.IndirectObject):
            if raw.idnum in seen:
                raise TooComplex
            seen.add(raw.idnum)
            read.add(raw.idnum)
        node = _dict(raw)
        if node is None:
            continue
        keys = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources")
        here = above | {key: node.raw_get(key) for key in keys if key in node}
        if "/Kids" in node:
            waiting += [(kid, here) for kid in reversed(_list(node.get("/Kids")))]
        else:
            yield node, here


def _form(fields: Any) -> Iterator[tuple[str, Any, int]]:
    """Every form field with its full name and the number of its object."""
    seen: set[int] = set()
    waiting: list[tuple[Any, str]] = [(one, "") for one in reversed(_list(fields))]
    while waiting:
        raw, above = waiting.pop()
        number = raw.idnum if isinstance(raw, generic.IndirectObject) else 0
        if number in seen:
            raise TooComplex
        if number:
            seen.add(number)
        one = _dict(raw)
        if one is None:
            continue
        part = str(_value(one, "/T") or "")
        name = f"{above}.{part}" if above and part else above or part
        kids = [kid for kid in _list(one.get("/Kids")) if "/T" in (_dict(kid) or {})]
        if kids:
            waiting += [(kid, name) for kid in reversed(kids)]
        else:
            yield name, one, number


def _embedded(seen: _Prints, root: Any) -> Iterator[tuple[str, bytes]]:
    """Files within the file, by name."""
    names = _dict(root.get("/Names"))
    waiting: list[Any] = [names.get("/EmbeddedFiles")] if names else []
    waiting += _list(root.get("/AF"))
    visited: set[int] = set()
    while waiting:
        raw = waiting.pop()
        if isinstance(raw, generic.IndirectObject):
            if raw.idnum in visited:
                continue
            visited.add(raw.idnum)
        node = _dict(raw)
        if node is None:
            continue
        if "/EF" in node:
            yield str(_value(node, "/UF") or _value(node, "/F") or "?"), seen.of(node)
        waiting += _list(node.get("/Kids"))
        waiting += [one for one in _list(node.get("/Names")) if not isinstance(one, str | bytes)]


class _Prints:
    """Fingerprints of objects with all they lead to; each object is read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bytes] = {}

    def numbers(self) -> set[int]:
        """Of all objects that were read."""
        return {number for number, _generation in self._known}

    def of(self, raw: Any) -> bytes:
        """32 bytes that differ where the object, or anything below it, differs."""
        if isinstance(raw, generic.IndirectObject):
            key = (raw.idnum, raw.generation)
            if key not in self._known:
                self._known[key] = b"within itself"
                self._known[key] = self.of(raw.get_object())
            return self._known[key]
        made = hashlib.sha256()
        if isinstance(raw, generic.DictionaryObject):
            made.update(b"<<" + self.entries(raw, _AROUND))
            if isinstance(raw, generic.StreamObject):
                made.update(b"stream" + hashlib.sha256(raw.encoded_data).digest())
        elif isinstance(raw, generic.ArrayObject):
            made.update(b"[" + b"".join(map(self.of, _list(raw))))
        else:
            made.update(repr(raw).encode())
        return made.digest()

    def entries(self, holder: Any, without: Set[str]) -> bytes:
        """The same of a dictionary's entries, by name."""
        if holder is None:
            return b""
        names: list[str] = sorted(name for name in holder if name not in without)
        return b"".join(name.encode() + b" " + self.of(holder.raw_get(name)) for name in names)


def _value(holder: Any, key: str) -> Any:
    return holder[key] if key in holder else None  # noqa: SIM401  (get gives the reference)


def _raw(holder: Any, key: str) -> Any:
    return holder.raw_get(key) if key in holder else None


def _held(raw: Any) -> Any:
    known: Any = raw  # the PDF library's own types are incomplete
    return known.get_object() if isinstance(raw, generic.IndirectObject) else known


def _dict(raw: Any) -> Any:
    held = _held(raw)
    return held if isinstance(held, generic.DictionaryObject) else None


def _list(raw: Any) -> list[Any]:
    """The raw items of an array, references kept."""
    held = _held(raw)
    return [*held.iterate()] if type(held) is generic.ArrayObject else []
