"""Whether a free text names somebody: a clerk who is refused for a street or an everyday word is hindered all
day, and a name of one word that is missed is told of after an erasure. So in doubt a word names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from desktop_app.domain import region
from resources import read_text

_TITLES: Final = (
    "a n", "an", "bapak", "bpk", "bu", "ibu", "nama", "pak", "saudara", "saudari", "sdr", "sdri",
)  # fmt: skip
_NEAR: Final = frozenset(
    (
        "blok", "bulan", "desa", "dusun", "hari", "kab", "kabupaten", "kampung", "kec", "kecamatan", "kel",
        "kelurahan", "kota", "kp", "rt", "rw", "tahun",
    )
)  # fmt: skip
"""After one of these the next word is an area, a time or the like, and what follows may be somebody."""
_PLACES: Final = _NEAR | frozenset(
    (
        "apartemen", "asrama", "aula", "balai", "bank", "baznas", "bengkel", "bumdes", "butik", "cafe", "cv",
        "gang", "gedung", "gelanggang", "gereja", "gg", "gor", "graha", "griya", "gudang", "hotel", "jalan",
        "jembatan", "jl", "jln", "kafe", "kantin", "kantor", "katering", "kelenteng", "kelompok", "kios",
        "klaster", "klinik", "komp", "komplek", "kompleks", "komunitas", "kontrakan", "koperasi", "kopkar",
        "kube", "lapak", "lapangan", "lembaga", "lkp", "madrasah", "majelis", "mal", "mall", "masjid",
        "mts", "mushala", "mushola", "musholla", "musala", "musola", "oleh oleh",
        "paguyuban", "panti", "pasar", "paud", "pendopo", "perguruan", "perkumpulan", "perum",
        "perumahan", "perusahaan", "pesantren", "plaza", "pondok", "ponpes", "posko", "posyandu", "pt",
        "puskesmas", "pura", "restoran", "rm", "rs", "rsia", "rsud", "ruang", "ruko", "rumah makan",
        "rumah sakit", "rusun", "rusunawa", "salon", "sanggar", "saung", "sd", "sdit", "sdn", "sekolah",
        "sma", "sman", "smk", "smkn", "smp", "smpit", "smpn", "stadion", "stasiun", "surau",
        "swalayan", "taman", "terminal", "tk", "tkit", "toko", "tpa", "tpq", "ud", "umkm", "universitas",
        "vihara", "villa", "warkop", "warteg", "warung", "wisma", "yayasan",
    )
)  # fmt: skip
_LINKS: Final = frozenset(
    (
        "agung", "al", "ar", "as", "asy", "at", "bacaan", "bapak", "besar", "bpk", "bu", "dasar", "dr", "dra",
        "drs", "h", "habib", "haji", "hajah", "hj", "ibu", "ir", "islam", "jami", "kelontong", "kh", "ki",
        "kiai", "kopi", "kue", "kyai", "makan", "mak", "mbah", "mpok", "nasi", "negeri", "nyai", "nyi", "pak",
        "prof", "ra", "raden", "raya", "roti", "sampah", "sembako", "serbaguna", "swasta", "taklim", "tani",
        "usaha", "ustadz", "ustaz", "wanita",
    )
)  # fmt: skip
"""What stands between the kind of a place and the name it has: Warung Bu Sari, Jl. H. Naman."""
_BREAKS: Final = frozenset(
    (
        "a", "an", "atas", "bersama", "dan", "dari", "dengan", "di", "karena", "ke", "kepada", "milik", "n",
        "nama", "oleh", "pada", "saudara", "saudari", "sdr", "sdri", "serta", "tentang", "untuk", "warga",
        "yang", "yth",
    )
)  # fmt: skip
"""After these the name of a place is over, also where all is written in capitals."""
_NUMBERED: Final = (_PLACES - _NEAR) | {"negeri"}
_WITHIN_PLACE: Final = 2
"""So many words of a place's own name may stand before the one that is looked at: Masjid Raya Nurul Huda."""
_OFFICES: Final = frozenset(
    (
        "camat", "daftar", "dinas", "dkum", "kepala", "ketua", "lurah", "pemohon", "pendaftar", "peserta",
        "rt", "rw", "sekretaris", "sekda", "walikota", "warga",
    )
)  # fmt: skip
"""Not somebody even after a form of address: a.n. Lurah, Ibu Camat, a.n. DKUM."""
_NOBODY: Final = _OFFICES | frozenset(
    (
        "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober",
        "november", "desember", "senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu",
        "alamat", "berkas", "data", "ganda", "keliru", "nama", "nomor", "program", "salah", "surat",
        "tanggal", "usaha",
    )
)  # fmt: skip
"""Words that such texts are made of, whoever else is called so."""
_MORE_WORDS: Final = (
    "bahagia", "barokah", "berkah", "bersama", "cahaya", "harapan", "lengkap", "lestari", "makmur", "mandiri",
    "merdeka", "pertama", "sejahtera", "selamat", "sempurna", "sentosa", "sukses", "teladan", "utama",
)  # fmt: skip
"""Everyday words that people are called by, longer than those of passphrases."""
_SHORTEST: Final = 3
"""Letters of the shortest word that is looked for as a name."""
_SHORT_FOR: Final = frozenset(("komp", "perum", "prof"))
_OPEN: Final = re.compile(r"(?P<dot>\.?)[^\S\n]*[\"'“”‘’]?|-")
"""What may stand between two words of one name or place."""


@dataclass(frozen=True, slots=True)
class Said:
    """A person's name as it stands in a text: of `several` words, or one that is an `everyday` word too
    and follows no form of address."""

    text: str
    several: bool
    everyday: bool


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text: `joined` where the one before belongs to the same phrase, `starts` a sentence."""

    word: str
    text: str
    joined: bool
    starts: bool

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


def words_in(text: str) -> str:
    """A text as its words in lower case with one space between: how a name is looked for."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def clues(text: str) -> list[tuple[str, ...]]:
    """By which words a name that `names_somebody` finds in a text about many people is found: any two
    that stand side by side, and one after a form of address."""
    words = re.findall(r"[^\W_]+", text.casefold())
    found: list[tuple[str, ...]] = list(pairwise(words))
    for title in _TITLES:
        parts = title.split()
        found += [
            (words[at + len(parts)],)
            for at in range(len(words) - len(parts))
            if words[at : at + len(parts)] == parts
        ]
    return list(dict.fromkeys(found))


def names_somebody(said: str, name: str, *, few: bool = False) -> bool:
    """Whether the text says that name of a person: one of several words, one that follows a form of address,
    and where the text is about `few` people any of one word that is no month, no area and no word of every
    day. What is written as a street or place is nobody."""
    return where_said(said, name, few=few) is not None


def where_said(said: str, name: str, *, few: bool = False) -> Said | None:
    """The name as it stands in the text, where `names_somebody`."""
    sought = words_in(name).split()
    if not sought or f" {' '.join(sought)} " not in f" {words_in(said)} ":
        return None
    words, size = _words(said), len(sought)
    shouted = not any(map(str.islower, said))
    for at in range(len(words) - size + 1):
        if [each.word for each in words[at : at + size]] == sought and _somebody(
            words, at, size, few=few, shouted=shouted
        ):
            told = " ".join(each.text for each in words[at : at + size])
            everyday = size == 1 and sought[0] in _everyday() and not _is_called(words, at)
            return Said(told, size > 1, everyday)
    return None


def _words(said: str) -> list[_Word]:
    found: list[_Word] = []
    end = 0
    for each in re.finditer(r"\w+", said):
        between = _OPEN.fullmatch(said, end, each.start())
        short = bool(found) and (len(found[-1].text) <= _SHORTEST or found[-1].word in _SHORT_FOR)
        joined = bool(found) and between is not None and (short or not between["dot"])
        over = re.search(r"[!?\n]|\.(?=\s)", said[end : each.start()]) is not None
        found.append(_Word(each[0].casefold(), each[0], joined, not found or (over and not joined)))
        end = each.end()
    return found


def _somebody(words: Sequence[_Word], at: int, size: int, *, few: bool, shouted: bool) -> bool:
    """Whether the name that stands there is said of a person."""
    one = words[at]
    if _is_place(words, at) or (size == 1 and one.word in _OFFICES):
        return False
    if _is_called(words, at):
        return True
    if _within_area(words, at, size):
        return False
    if size > 1:
        return True
    if not few or len(one.word) < _SHORTEST or one.word.isdigit() or one.word in _NOBODY:
        return False
    if one.word in _everyday():
        return one.capital and not one.starts and not shouted
    return True


def _is_called(words: Sequence[_Word], at: int) -> bool:
    """Whether a form of address stands before it."""
    before = f" {' '.join(each.word for each in words[max(0, at - 2) : at])}"
    return any(before.endswith(f" {title}") for title in _TITLES)


def _is_place(words: Sequence[_Word], at: int) -> bool:
    """Whether the kind of a place stands before it, so that it is that place's name or a part of it."""
    own = 0
    for before in range(at - 1, -1, -1):
        if not words[before + 1].joined:
            return False
        one, pair = words[before], " ".join(each.word for each in words[max(0, before - 1) : before + 1])
        if one.word in _PLACES or pair in _PLACES:
            return one.word not in _NEAR or before == at - 1
        if one.word.isdigit():  # SDN 3 Melati; in an address somebody may follow the number
            if before == 0 or words[before - 1].word not in _NUMBERED:
                return False
            continue
        if one.word in _LINKS:
            continue
        if own == _WITHIN_PLACE or not one.capital or one.word in _BREAKS:
            return False
        own += 1
    return False


def _within_area(words: Sequence[_Word], at: int, size: int) -> bool:
    """Whether it is one of the city's areas, or a word of one: Abadi Jaya."""
    for start in range(max(0, at - 2), at + 1):
        for end in range(at + size, min(len(words), start + 3) + 1):
            if " ".join(each.word for each in words[start:end]) in _areas():
                return True
    return False


@lru_cache(maxsize=1)
def _areas() -> frozenset[str]:
    """The city's kelurahan and kecamatan, in words."""
    names = (*(each.name for each in region.all_kelurahan()), *region.kecamatan_names().values(), "Depok")
    return frozenset(map(words_in, names))


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    """Everyday Indonesian words: those of passphrases, which are short, and some longer ones."""
    return frozenset((*read_text("reference/kata_sandi.txt").split(), *_MORE_WORDS))
