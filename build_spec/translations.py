"""The English catalogue: `python -m build_spec.translations update | check | compile`.

`update` finds every sentence given to `tr`, `trn` and `mark` and writes it to `resources/locale/en.po`,
keeping what is translated, and makes `en.mo` from it. `compile` only makes `en.mo`. `check` names what is
missing or differs, and fails then.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PO = ROOT / "resources/locale/en.po"
MO = PO.with_suffix(".mo")
PACKAGES = ("desktop_app", "ui", "resources")

# Words that stand in English sentences and in no Indonesian one.
ENGLISH = frozenset(
    "already and are been cannot failed from has have invalid is must not of please that the this was were "
    "will with you your".split()
)
# Words that frighten, and marks that shout.
UNWANTED = re.compile(r"!|\berror\b", re.IGNORECASE)
END_MARKS = ".:?…"


@dataclass(frozen=True)
class Sentence:
    """One sentence of the program, where it stands, and its plural where it is counted."""

    singular: str
    plural: str | None
    place: str
    line: int

    @property
    def id(self) -> str | tuple[str, str]:
        """The message id as Babel wants it."""
        return self.singular if self.plural is None else (self.singular, self.plural)


def sentences(root: Path = ROOT) -> list[Sentence]:
    """Every sentence of the program, in the order of files. Raises `ValueError` for one that is glued."""
    found: list[Sentence] = []
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            found += sentences_of(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix())
    return found


def sentences_of(source: str, place: str) -> Iterator[Sentence]:
    """The sentences in one module's `source`."""
    for node in ast.walk(ast.parse(source, filename=place)):
        match node:
            case ast.Call(func=ast.Name(id="tr" | "mark" as name), args=[text, *_]):
                yield from _sentence([text], name, place, node.lineno)
            case ast.Call(func=ast.Name(id="trn" as name), args=[one, many, *_]):
                yield from _sentence([one, many], name, place, node.lineno)


def _sentence(texts: list[ast.expr], name: str, place: str, line: int) -> Iterator[Sentence]:
    words = [text.value for text in texts if isinstance(text, ast.Constant) and isinstance(text.value, str)]
    if len(words) == len(texts):
        yield Sentence(words[0], words[1] if len(words) > 1 else None, place, line)
    elif name != "tr" or any(isinstance(text, ast.JoinedStr | ast.BinOp) for text in texts):
        # `tr(constant)` is right where the constant is marked; a glued sentence cannot be translated
        raise ValueError(f"{place}:{line}: {name}() needs whole sentences, written out")


def template(found: Iterable[Sentence]) -> Catalog:
    """A catalogue of `found` without translations."""
    catalogue = _empty()
    for sentence in found:
        catalogue.add(sentence.id, locations=[(sentence.place, sentence.line)])
    return catalogue


def _empty() -> Catalog:
    start = datetime(2026, 1, 1, tzinfo=UTC)  # fixed, so that the same sentences give the same file
    return Catalog(
        locale="en",
        project="Wira",
        version="",
        msgid_bugs_address="",
        header_comment="# English sentences of Wira; the Indonesian sentence is the id.",
        copyright_holder="Wira",
        last_translator="Wira",
        language_team="Wira",
        charset="utf-8",
        creation_date=start,
        revision_date=start,
        fuzzy=False,
    )


def read(path: Path = PO) -> Catalog:
    """The catalogue at `path`, or an empty one."""
    if not path.exists():
        return _empty()
    with path.open("rb") as file:
        return read_po(file, locale="en")


def merged(old: Catalog, found: Iterable[Sentence]) -> Catalog:
    """The sentences `found`, with the translations that `old` has for them."""
    new = template(found)
    for message in new:
        known = old.get(message.id)
        if message.id and known and _same_shape(known, message):
            message.string = known.string
            message.flags = known.flags
    return new


def _same_shape(one: Message, other: Message) -> bool:
    return isinstance(one.id, tuple) == isinstance(other.id, tuple)


def po_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as a PO file: sorted, with files but without line numbers, so that little moves."""
    file = io.BytesIO()
    write_po(file, catalogue, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return file.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """The compiled catalogue."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def offences(found: list[Sentence], catalogue: Catalog) -> list[str]:
    """Everything that is wrong with the sentences and their translation, one line each."""
    wanted = {tuple(forms(sentence.id)) for sentence in found}
    known = {tuple(forms(message.id)) for message in catalogue if message.id}
    lines = [f"not in en.po, run update: {_short(one)}" for one in sorted(wanted - known)]
    lines += [f"no longer used, run update: {_short(one)}" for one in sorted(known - wanted)]
    for sentence in found:
        lines += [f"{sentence.place}:{sentence.line}: {what}" for what in _wording(sentence)]
    for message in catalogue:
        if tuple(forms(message.id)) in wanted:
            lines += [f"{what}: {_short(message.id)}" for what in _translation(message)]
    return lines


def _wording(sentence: Sentence) -> Iterator[str]:
    for text in filter(None, (sentence.singular, sentence.plural)):
        english = sorted(ENGLISH & set(re.findall(r"[a-z]+", re.sub(r"{.*?}", "", text.lower()))))
        if english:
            yield f"looks English ({', '.join(english)}): {_short(text)}"
        if UNWANTED.search(text):
            yield f"exclamation mark or the word error: {_short(text)}"


def _translation(message: Message) -> Iterator[str]:
    ids, strings = forms(message.id), forms(message.string)
    if not all(strings) or len(strings) != len(ids):
        yield "not translated"
        return
    if message.fuzzy:
        yield "fuzzy"
    for source, translated in zip(ids, strings, strict=True):
        if places(source) != places(translated):
            yield f"places differ ({', '.join(sorted(places(source) ^ places(translated)))})"
        if _edges(source) != _edges(translated):
            yield "begins or ends differently"


def forms(text: str | Sequence[str] | None) -> list[str]:
    """The one text of a sentence, or the singular and plural of a counted one."""
    return [text or ""] if text is None or isinstance(text, str) else [form or "" for form in text]


def places(text: str) -> set[str]:
    """The names of the ``{places}`` in `text`."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _edges(text: str) -> tuple[bool, bool, str]:
    last = text.rstrip()[-1:]
    return text[:1].isspace(), text[-1:].isspace(), last if last in END_MARKS else ""


def _short(one: str | Sequence[str]) -> str:
    text = one if isinstance(one, str) else " / ".join(one)
    return repr(text if len(text) <= 90 else f"{text[:89]}…")


def check() -> list[str]:
    """What `check` prints: offences of the sentences and catalogue, and whether `en.mo` was made from it."""
    catalogue = read()
    lines = offences(sentences(), catalogue)
    if not MO.exists() or MO.read_bytes() != mo_bytes(catalogue):
        lines.append("en.mo was not made from this en.po, run compile")
    return lines


def main(argv: list[str]) -> int:
    """Run one of the three commands."""
    match argv:
        case ["update"]:
            PO.parent.mkdir(parents=True, exist_ok=True)
            PO.write_bytes(po_bytes(merged(read(), sentences())))
            MO.write_bytes(mo_bytes(read()))
            missing = sum(1 for message in read() if message.id and "not translated" in _translation(message))
            print(f"{PO.relative_to(ROOT)}: {len(read())} sentences, {missing} without a translation")
        case ["compile"]:
            MO.write_bytes(mo_bytes(read()))
        case ["check"]:
            lines = check()
            print("\n".join(lines) if lines else f"{len(read())} sentences, all translated")
            return 1 if lines else 0
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
