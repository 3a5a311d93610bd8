"""What a kind of spreadsheet may fill: its fields, which of them must be there, columns that hold two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop_app.domain import business, fields
from desktop_app.domain.fields import Field
from resources.i18n import mark


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The fields a sheet may fill, by name and in the order of the form.

    Without a column for the `required` ones nothing is taken in; of each group in `any_of` one is enough.
    The keys of `pairs`, columns that hold two fields or more, may stand wherever a field name stands in a
    mapping. `name` says what the rows are.
    """

    fields: Mapping[str, Field]
    required: tuple[str, ...] = ()
    any_of: tuple[tuple[str, ...], ...] = ()
    pairs: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, "tuple[str, ...]"])
    pair_labels: Mapping[str, str] = field(default_factory=dict[str, str])
    pair_titles: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, "tuple[str, ...]"])
    name: str = ""

    @property
    def importable(self) -> tuple[str, ...]:
        """The fields that a spreadsheet may fill, in the order of the form."""
        return tuple(
            one.name for one in self.fields.values() if (one.typed or one.sheet) and one.kind != "dict"
        )

    def missing(self, there: Mapping[str, int]) -> tuple[str, ...]:
        """The fields without a column that have to have one; of a group the first."""
        alone = [name for name in self.required if name not in there]
        groups = [names[0] for names in self.any_of if not any(name in there for name in names)]
        return (*alone, *groups)


APPLICANTS: Final = Catalogue(
    fields.FIELDS,
    name="pendaftar",
    required=("nik", "nama"),
    pairs={
        "rt+rw": ("rt", "rw"),
        "tempat_lahir+tanggal_lahir": ("tempat_lahir", "tanggal_lahir"),
        "alamat+rt+rw": ("alamat", "rt", "rw"),
    },
    pair_labels={
        "rt+rw": mark("RT/RW dalam satu kolom"),
        "tempat_lahir+tanggal_lahir": mark("Tempat dan tanggal lahir dalam satu kolom"),
        "alamat+rt+rw": mark("Alamat dengan RT dan RW di dalamnya"),
    },
    pair_titles={
        "rt+rw": ("rt rw", "rtrw", "rt dan rw"),
        "tempat_lahir+tanggal_lahir": (
            "tempat tgl lahir", "tempat tanggal lahir", "ttl", "tempat dan tanggal lahir", "tempat tgl lhr",
        ),
    },
)  # fmt: skip
BUSINESSES: Final = Catalogue(business.FIELDS, name="usaha", any_of=(("nama", "pemilik"),))
