"""Everything that SQLite and PostgreSQL say differently: search, upsert, locking, compiled statements.

Only SQLite (SQLCipher) is spoken today; DKUM's PostgreSQL will be the second voice of this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from time import monotonic
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Table,
    Text,
    TextualSelect,
    column,
    delete,
    func,
    literal_column,
)
from sqlalchemy import text as sql_text
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect

from desktop_app.domain.identity import phone_local
from desktop_app.domain.likeness import address_keys, identity_key, name_keys

BEGIN_WRITING: Final = "BEGIN IMMEDIATE"
"""Takes the write lock at once, so what a decision has counted cannot change under it."""

SEARCH_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "application": ("nama", "nik", "nik_rev", "hp", "hp_rev", "alamat", "usaha", "nomor"),
    "business": ("nama", "pemilik", "nik", "nik_rev", "hp", "hp_rev", "alamat", "nib", "kunci"),
}
"""What is searched, by kind of record. `kunci` holds the keys by which a like business is found."""
_DIGIT_COLUMNS: Final = {"application": "nik hp nomor alamat", "business": "nik hp nib alamat"}
_WORD_COLUMNS: Final = {"application": "", "business": "{nama pemilik nik hp alamat nib} : "}


def create_search_sql(ent: str) -> str:
    """Prefix search while typing. Numbers are also kept reversed, so an ending is a prefix too."""
    return (
        f"CREATE VIRTUAL TABLE {ent}_fts USING fts5("
        + ", ".join(SEARCH_COLUMNS[ent])
        + ", content='', contentless_delete=1, detail='column', prefix='2 3 4',"
        " tokenize=\"unicode61 remove_diacritics 2 separators '-/.'\")"
    )


EMPTY_SEARCH: Final = tuple(f"DELETE FROM {ent}_fts" for ent in SEARCH_COLUMNS)
MERGE_SEARCH: Final = tuple(f"INSERT INTO {ent}_fts({ent}_fts) VALUES ('optimize')" for ent in SEARCH_COLUMNS)
"""Words of deleted rows leave the index only when its parts are merged."""
DELETE_SEARCH: Final = tuple(f"{sql} WHERE rowid = ?" for sql in EMPTY_SEARCH)

GET_SETTING: Final = "SELECT value FROM setting WHERE name = ?"
PUT_SETTING: Final = (
    "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)

_DIGITS = re.compile(r"[\d\s.\-+/]+")
_WORD = re.compile(r"\w+")


@lru_cache
def insert_sql(table: Table, *, replace: bool = False) -> str:
    """`INSERT` of a whole row in column order, for the driver's executemany."""
    names = [column.name for column in table.columns]
    return _insert(table.name, tuple(names), replace)


@lru_cache
def insert_search_sql(ent: str = "application", *, replace: bool = False) -> str:
    """`INSERT` of one row of a search table: rowid, then `SEARCH_COLUMNS`."""
    return _insert(f"{ent}_fts", ("rowid", *SEARCH_COLUMNS[ent]), replace)


def _insert(table: str, names: tuple[str, ...], replace: bool) -> str:
    verb = "INSERT OR REPLACE" if replace else "INSERT"
    columns = ", ".join(f'"{name}"' for name in names)
    return f'{verb} INTO "{table}" ({columns}) VALUES ({", ".join("?" * len(names))})'


@lru_cache
def delete_sql(table: Table, *keys: str) -> str:
    """`DELETE` by the columns `keys`."""
    statement = delete(table)
    text = str(statement.compile(dialect=sqlite_dialect()))
    return text + " WHERE " + " AND ".join(f'"{key}" = ?' for key in keys)


def many(connection: Connection, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run one prepared statement for every row, straight through the driver."""
    if rows:
        _driver(connection).executemany(sql, rows)


def batches(connection: Connection, query: Select[*tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a query that brings very many, some thousands at a time, straight through the driver:
    fetched one by one they cost more than to read them."""
    made = query.compile(
        dialect=sqlite_dialect(paramstyle="named"), compile_kwargs={"render_postcompile": True}
    )
    cursor = _driver(connection).execute(str(made), made.params)
    while rows := cursor.fetchmany(2000):
        yield rows


def each(connection: Connection, query: Select[*tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The same rows one after another."""
    return chain.from_iterable(batches(connection, query))


def ask(connection: Connection, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[Any]:
    """Every row of the answer as a plain tuple, straight through the driver: for what each save asks."""
    return _driver(connection).execute(sql, values).fetchall()


def stream(connection: Connection, sql: str, values: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """The same rows one after another, without holding them all."""
    yield from _driver(connection).execute(sql, values)


_STEPS: Final = 20_000
"""So many steps of SQLite, some milliseconds, lie between two looks at the clock."""


def within(
    connection: Connection, sql: str, values: Sequence[Any], seconds: float
) -> tuple[list[tuple[Any, ...]], bool]:
    """The first rows, as many as come within `seconds`, and whether these are all. The last that was found
    may be missing: the driver reads one ahead."""
    driver, end = _driver(connection), monotonic() + seconds
    found: list[tuple[Any, ...]] = []
    driver.set_progress_handler(lambda: monotonic() > end, _STEPS)
    try:
        for row in driver.execute(sql, values):
            found.append(row)
    except driver.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return found, False
    finally:
        driver.set_progress_handler(None, 0)
    return found, True


class Question:
    """A query that is compiled once and then asked straight through the driver, for what each save asks.

    Its `bindparam`s are given by name; rows come back as plain tuples. It holds no lists (`in_`).
    """

    def __init__(self, query: Select[*tuple[Any, ...]]) -> None:
        made = query.compile(dialect=sqlite_dialect(paramstyle="named"))
        self._sql = str(made)
        self._fixed = {name: value for name, value in made.params.items() if value is not None}

    def ask(self, connection: Connection, **values: object) -> list[Any]:
        """The rows of the answer."""
        return ask(connection, self._sql, {**self._fixed, **values})


GIVEN: Final = "SELECT value FROM json_each(?)"


def given(name: str) -> TextualSelect:
    """Numbers given as one bound value, for `in_` in a `Question`; their count is no part of its text."""
    return sql_text(GIVEN.replace("?", f":{name}")).columns(column("value", Integer))


def given_texts(name: str) -> TextualSelect:
    """The same of texts; the bound value is a JSON list of them."""
    return sql_text(GIVEN.replace("?", f":{name}")).columns(column("value", Text))


def giving(numbers: Iterable[int]) -> str:
    """The bound value of `given`."""
    return f"[{','.join(map(str, numbers))}]"


def _driver(connection: Connection) -> Any:
    """The driver's own connection. SQLAlchemy takes longer over a small statement than SQLite does."""
    return connection.connection.driver_connection


def search_row(record_id: int, values: dict[str, Any]) -> tuple[Any, ...]:
    """The search table's row for an application with these field values."""
    nik = str(values.get("nik") or "")
    hp = phone_local(str(values.get("hp") or ""))
    usaha = " ".join(str(values.get(name) or "") for name in ("nama_usaha", "jenis_usaha")).strip()
    return (
        record_id,
        values.get("nama") or "",
        nik,
        nik[::-1],
        hp,
        hp[::-1],
        values.get("alamat") or "",
        usaha,
        str(values.get("nomor_pendaftaran") or "").replace("-", ""),
    )


def business_row(record_id: int, scope: str, values: dict[str, Any]) -> tuple[Any, ...]:
    """The search table's row for a registered business; its keys are those of its kelurahan."""
    nik, hp = str(values.get("nik") or ""), phone_local(str(values.get("hp") or ""))
    owner, address = str(values.get("pemilik") or ""), str(values.get("alamat") or "")
    name = str(values.get("nama") or "")
    found = sorted(name_keys(owner) | address_keys(address))
    keys = " ".join(f"{scope}{key}" for key in (identity_key(name, owner), *found))
    return (
        record_id, name, owner, nik, nik[::-1], hp, hp[::-1], address,
        values.get("nib") or "", keys,
    )  # fmt: skip


def near_match(scope: str, *groups: Iterable[str]) -> str:
    """The full-text query for businesses of a kelurahan that share a key of each group."""
    parts = [" OR ".join(f'"{scope}{key}"' for key in sorted(keys)) for keys in groups]
    return f"kunci : ({' AND '.join(f'({part})' for part in parts)})" if all(parts) else '""'


LIKE_SQL: Final = (
    "SELECT * FROM business WHERE id IN ("
    + " UNION ALL ".join(f"SELECT id FROM business WHERE {name} = ?" for name in ("nik", "nib", "hp"))
    + " UNION ALL SELECT * FROM (SELECT rowid FROM business_fts WHERE business_fts MATCH ?"
    " ORDER BY rank LIMIT ?))"
)
"""Businesses with an equal number, and those that share most, and the rarest, keys (`near_match`)."""


def match(text: str, ent: str = "application") -> str:
    """The full-text query for what a person typed, "" when there is nothing to look for.

    Digits look at the beginning and the end of NIK and phone and at the registration number; words
    look everywhere, each as a prefix, all of them.
    """
    text = text.strip()
    if _DIGITS.fullmatch(text):
        digits = re.sub(r"\D", "", text)
        if digits.startswith("62") and text.startswith("+"):
            digits = "0" + digits[2:]
        if not digits:
            return ""
        back = digits[::-1]
        return f'{{{_DIGIT_COLUMNS[ent]}}} : "{digits}"* OR {{nik_rev hp_rev}} : "{back}"*'
    if ent == "application" and re.fullmatch(r"\d\d-[\w-]+", text):
        return f'nomor : "{text.replace("-", "")}"*'
    return " AND ".join(f'{_WORD_COLUMNS[ent]}"{word}"*' for word in _WORD.findall(text))


def match_names(groups: Iterable[Sequence[str]]) -> str:
    """The full-text query for applicants whose name has all words of one of these groups, "" for none."""
    found = (" AND ".join(f'"{word}"' for word in words) for words in groups)
    said = " OR ".join(f"({each})" for each in found if each)
    return f"nama : ({said})" if said else ""


def search_words(connection: Connection, ent: str) -> Iterator[tuple[Any, ...]]:
    """What a search table holds, word by word: (word, row, column), however its index grew."""
    name = f"{ent}_words"
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{name} USING fts5vocab(main, {ent}_fts, instance)"
    )
    yield from _driver(connection).execute(f"SELECT term, doc, col FROM temp.{name}")


def search_ids_sql(ent: str = "application") -> str:
    """Ids of the records that match one full-text query (one parameter)."""
    return f"SELECT rowid FROM {ent}_fts WHERE {ent}_fts MATCH ?"


def matching(query: str, ent: str = "application") -> TextualSelect:
    """The same as a subquery for `IN`, with a full-text query of `match` bound to it."""
    sql = sql_text(search_ids_sql(ent).replace("?", ":match")).bindparams(match=query)
    return sql.columns(column("rowid", Integer))


def found_by_number(query: str) -> ColumnElement[bool]:
    """Whether an application matches the full-text query, by the index that has its number and last change
    (`ix_application_moment`): no row is read. Numbers without a type of their own, else it is not used."""
    numbers = search_ids_sql().replace("rowid", "rowid + 0", 1).replace("?", ":match")
    found = sql_text(numbers).bindparams(match=query).columns(column("rowid", Integer))
    return literal_column("application.id + 0", Integer).in_(found)


def json_text(value: ColumnElement[Any], key: str) -> ColumnElement[Any]:
    """One entry of a JSON object kept as text, NULL where it is missing."""
    return func.json_extract(value, f"$.{key}")


WAITS: Final = "status || '' = 'submitted'"
SINCE: Final = "coalesce(submitted, created)"
"""Who waits to be verified and since when, as `ix_application_waiting` has it. Said otherwise it is not used,
and said so no other index is: the planner takes a row for as cheap as an entry of an index, not knowing what
a page costs to decrypt."""


OP_WALL: Final = (
    "CASE WHEN json_valid(CAST(body AS TEXT)) THEN json_extract(CAST(body AS TEXT), '$.wall') END"
)
"""The claimed time of an op, as `ix_op_wall` has it: said otherwise the index is not used. An op whose body
is gone has none."""


def unsought(column: str) -> str:
    """`column` in a condition that shall not choose the index: most rows fit, and they are wanted in another
    order, which ends at a limit."""
    return f"+{column}"


_OPEN_TO_MENTORS: Final = frozenset({"mentor", "mentor_area", "rulebook", "training", "wave"})
"""Plain entities that tell nothing of an applicant; every other one is closed unless it names its person."""

_MENTOR_PAPERS: Final = ("laporan_pendamping", "daftar_dampingan")


def is_narrowed(connection: Connection) -> bool:
    """Whether this reader sees only some of the people (`narrowing`); search tables know nothing of it."""
    return bool(ask(connection, "SELECT 1 FROM sqlite_temp_master WHERE name = 'application'"))


def narrowing(mentor: str, columns: Mapping[str, frozenset[str]]) -> list[str]:
    """Statements that leave in sight only the people whom `mentor` (a record id, hex) accompanies.

    Views of the connection stand before the tables of the same names until the transaction ends, so every
    question asked in it is narrowed, whoever asks. `columns` are those of each plain entity's table.
    """
    people = f"SELECT application FROM main.mentee WHERE mentor = x'{bytes.fromhex(mentor).hex()}'"
    people += " AND (selesai IS NULL OR selesai >= mulai)"
    ids = f"SELECT id FROM main.record WHERE uuid IN ({people})"
    papers = ", ".join(f"'{name}'" for name in _MENTOR_PAPERS)
    alien = f"SELECT document_id FROM main.document_row WHERE application NOT IN ({people})"
    sights = {
        "application": f"id IN ({ids})",
        "attachment": f"application_id IN ({ids})",
        "clash": f"application_id IN ({ids})",
        "document": f"jenis IN ({papers}) AND id NOT IN ({alien})",
    }
    for table, names in columns.items():
        if table in _OPEN_TO_MENTORS:
            continue
        if {"application", "mentor"} <= names:
            sights[table] = f"mentor = x'{bytes.fromhex(mentor).hex()}' AND application IN ({people})"
        else:
            sights[table] = f"application IN ({people})" if "application" in names else "0"
    seen = " UNION ALL ".join(
        f"SELECT id FROM main.{table} WHERE {sights[table]}"
        for table in columns
        if sights.get(table, "0") != "0"
    )
    sights["conflict"] = f"record_id IN ({ids} UNION ALL {seen})"
    return [
        f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE {sight}"
        for table, sight in sights.items()
    ]
