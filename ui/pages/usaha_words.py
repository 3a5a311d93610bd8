"""What is said about the number of registered businesses, beside the city's own statement."""

from __future__ import annotations

from desktop_app.domain.business import LEAST, WANTED
from resources.i18n import tr, trn


def aim_words(city: bool) -> str:
    """What the city expects of a kelurahan."""
    if city:
        return tr(
            "Menurut kota: tiap kelurahan {banyak} lebih, sedikitnya {sedikit}.", banyak=WANTED, sedikit=LEAST
        )
    return tr("Menurut kota: {banyak} lebih di sini, sedikitnya {sedikit}.", banyak=WANTED, sedikit=LEAST)


def register_sentence(n: int) -> str:
    """How many businesses a kelurahan has registered, beside the city's "500+ (at least 100)"."""
    if not n:
        return tr("Belum ada usaha terdaftar. Menurut kota ada {banyak} lebih.", banyak=WANTED)
    if n < LEAST:
        return trn(
            "{n} usaha terdaftar, kurang dari {sedikit} yang paling sedikit menurut kota.",
            "{n} usaha terdaftar, kurang dari {sedikit} yang paling sedikit menurut kota.",
            n,
            sedikit=LEAST,
        )
    if n < WANTED:
        return trn(
            "{n} usaha terdaftar. Menurut kota ada {banyak} lebih.",
            "{n} usaha terdaftar. Menurut kota ada {banyak} lebih.",
            n,
            banyak=WANTED,
        )
    return trn(
        "{n} usaha terdaftar, sejalan dengan {banyak} lebih menurut kota.",
        "{n} usaha terdaftar, sejalan dengan {banyak} lebih menurut kota.",
        n,
        banyak=WANTED,
    )
