"""What a file does besides showing its pages: commands, layers, notes, data, what it calls itself.

A service may write our paper anew, but nothing may come with it that prints otherwise than it shows, acts
when it is opened, or tells another program something else. What ours has not is refused unless a signature
needs it, so that what nobody has thought of is refused as well.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name

from resources.i18n import tr

_CATALOGUE: Final = frozenset(
    "/Type /Pages /AcroForm /Metadata /Version /Extensions /DSS /Perms /Lang /MarkInfo /OutputIntents".split()
)
_FORM: Final = frozenset("/Fields /SigFlags /DR /DA /Q".split())
_PAGE: Final = frozenset(
    "/Type /Parent /Resources /MediaBox /CropBox /BleedBox /TrimBox /ArtBox /Contents /Rotate /Group /Annots "
    "/StructParents /Tabs /Metadata /LastModified".split()
)
_ACTS: Final = frozenset("/A /AA /PA /OC".split())
"""Of an annotation or a field: what happens when somebody comes near, and on which layer it lies."""
_OTHERWISE: Final = frozenset("/OC /OPI /Alternates /Ref".split())
"""Of a picture or a form: a layer, or another one that is printed in its place."""
_TITLES: Final = ("/Title", "/Subject", "/Author", "/Keywords")
_XMP: Final = ("dc:title", "dc:description", "dc:creator", "dc:subject", "pdf:Keywords")
_MOST_PARENTS: Final = 16


def unlike(ours: bytes, theirs: bytes) -> tuple[str, str] | None:
    """What `theirs` brings along that `ours` does not, or lacks of it: a sentence and its code
    (``returned_active``, ``returned_files``, ``returned_title``); None where it is the same.

    May raise anything for a hostile file, which then is none that can be read.
    """
    with pikepdf.open(io.BytesIO(ours)) as first, pikepdf.open(io.BytesIO(theirs)) as second:
        if not _at_rest(first, second):
            return tr(
                "Di dalamnya ada perintah, lapisan, atau catatan yang tidak dikirim."
            ), "returned_active"
        if not _same_files(first, second):
            return tr("Data di dalamnya tidak sama dengan yang dikirim."), "returned_files"
        if not _same_titles(first, second):
            return tr("Judul atau nomor di dalamnya berbeda dari yang dikirim."), "returned_title"
    return None


def _at_rest(ours: pikepdf.Pdf, theirs: pikepdf.Pdf) -> bool:
    mine: Any = ours.Root
    root: Any = theirs.Root
    named, own = root.get(Name.Names, Dictionary()), mine.get(Name.Names, Dictionary())
    form, kept = root.get(Name.AcroForm, Dictionary()), mine.get(Name.AcroForm, Dictionary())
    if (
        root.keys() - mine.keys() - _CATALOGUE
        or named.keys() - own.keys()
        or form.keys() - kept.keys() - _FORM
        or not _same(root, mine, Name.ViewerPreferences)
        or not _same(root, mine, Name.PageMode)
    ):
        return False
    before = frozenset[str]().union(*(page.obj.keys() for page in ours.pages))
    for page in theirs.pages:
        found: Any = page.obj
        if found.keys() - before - _PAGE or not all(map(_signs, found.get(Name.Annots, Array()))):
            return False
    if not all(map(_signs, _fields(form.get(Name.Fields, Array())))):
        return False
    return not any(
        isinstance(one, pikepdf.Stream) and (one.keys() & _OTHERWISE or one.get(Name.Subtype) == Name.PS)
        for one in theirs.objects
    )


def _same(theirs: Any, ours: Any, key: Name) -> bool:
    """Whether a value that says how the file is shown and printed is ours, or gone."""
    return key not in theirs or (key in ours and theirs[key] == ours[key])


def _fields(top: Any) -> Iterator[Any]:
    """The fields below which there are none."""
    left, seen = list(top), set[Any]()
    while left:
        one = left.pop()
        if one.is_indirect and one.objgen in seen:
            continue
        seen.add(one.objgen if one.is_indirect else None)
        if Name.Kids in one:
            left += list(one.Kids)
        else:
            yield one


def _signs(one: Any) -> bool:
    """Whether an annotation or field is a signature's, and does nothing."""
    if one.get(Name.Subtype, Name.Widget) != Name.Widget:
        return False
    kind = None
    for _level in range(_MOST_PARENTS):
        if one.keys() & _ACTS:
            return False
        kind = kind or one.get(Name.FT)
        if Name.Parent not in one:
            return kind == Name.Sig
        one = one.Parent
    return False


def _same_files(ours: pikepdf.Pdf, theirs: pikepdf.Pdf) -> bool:
    """Whether the same data go along, under the same names, and no others are tied to the paper."""
    sent = {name: spec.get_file().read_bytes() for name, spec in ours.attachments.items()}
    back = {name: spec.get_file().read_bytes() for name, spec in theirs.attachments.items()}
    root: Any = theirs.Root
    specs = [*(spec.obj for spec in theirs.attachments.values()), *root.get(Name.AF, Array())]
    tied = {stream.objgen: stream for spec in specs for stream in spec.EF.values()}
    return sent == back and all(stream.read_bytes() in sent.values() for stream in tied.values())


def _same_titles(ours: pikepdf.Pdf, theirs: pikepdf.Pdf) -> bool:
    if any(str(ours.docinfo.get(key, "")) != str(theirs.docinfo.get(key, "")) for key in _TITLES):
        return False
    sent, back = ours.open_metadata(), theirs.open_metadata()
    # a service that knows no XMP leaves it out, and says nothing else then
    return all(key not in back or back[key] == sent.get(key) for key in _XMP)
