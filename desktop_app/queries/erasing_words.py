"""What an erasure would do, and did, in sentences for a person."""

from __future__ import annotations

from desktop_app.actions.erasing import Erased
from desktop_app.actions.erasing_plan import ErasurePlan, Other, Paper
from desktop_app.domain import data_requests, entities
from desktop_app.domain.documenting import KIND_WORDS
from desktop_app.domain.values import show_date
from resources.i18n import tr


def plan_lines(plan: ErasurePlan) -> list[str]:
    """The plan for a person."""
    told: list[str] = []
    if plan.nomor:
        told.append(tr("{nama}, {nomor}", nama=plan.nama or tr("Tanpa nama"), nomor=plan.nomor))
    if plan.until is not None:
        told.append(
            tr(
                "Datanya wajib disimpan sampai {tanggal} menurut buku aturan; sesudah itu ditanyakan lagi.",
                tanggal=show_date(plan.until.isoformat()),
            )
        )
    elif plan.records:
        named = ", ".join(f"{_entity(ent)} {count}" for ent, count in plan.records.items())
        told.append(
            tr("Dihapus sekarang: {apa}; {n} catatan, {m} lampiran.", apa=named, n=plan.ops, m=plan.scans)
        )
    told += [_paper(each) for each in plan.going]
    told += [_paper(each) for each in plan.staying]
    told += [_other(each) for each in plan.others]
    if plan.waiting:
        kinds = ", ".join(data_requests.kind_label(each) for each in plan.waiting)
        told.append(
            tr("Belum dapat dihapus: permintaan lain orang ini belum selesai ({jenis}).", jenis=kinds)
        )
    told.append(
        tr("Yang sudah dicetak, disalin ke luar Wira, atau diberikan kepada instansi lain tidak terjangkau.")
    )
    return told


def done_lines(done: Erased) -> list[str]:
    """What was done, for a person, and what is still to come."""
    due, plan = done.plan.due, done.plan
    day = "" if due is None else show_date(due.isoformat())
    if due is not None and plan.until is not None:
        return [tr("Penghapusan dicatat. Mulai {tanggal} Wira menanyakannya kepada penyetuju.", tanggal=day)]
    if done.swept.whole:
        lines = [
            tr("Datanya dihapus di sini. Kantor lain menghapusnya setelah membuka berkas DKUM berikutnya.")
        ]
    else:
        lines = [
            tr("Datanya tidak tampak lagi. Sisanya di komputer ini dihapus sendiri saat Wira dibuka lagi."),
            tr("Kantor lain menghapusnya setelah membuka berkas DKUM berikutnya."),
        ]
    if due is not None:
        lines.append(tr("Dokumen yang masih wajib disimpan ditanyakan lagi mulai {tanggal}.", tanggal=day))
    return [*lines, *(each.line for each in done.left)]


def _other(other: Other) -> str:
    """Something else with the same NIK: what becomes of it, and whose it is."""
    if other.ent == "business":
        if other.same:
            return tr("Usaha {usaha} milik {nama}: ikut dihapus.", usaha=other.nomor, nama=other.nama)
        return tr(
            "Usaha {usaha}: NIK-nya sama, pemiliknya lain ({nama}). Tidak ikut.",
            usaha=other.nomor, nama=other.nama,
        )  # fmt: skip
    if other.ent == "recommended":
        if other.same:
            return tr("Nama {nama} dalam surat rekomendasi: ikut dihapus.", nama=other.nama)
        return tr("Surat rekomendasi menyebut {nama} dengan NIK yang sama. Tidak ikut.", nama=other.nama)
    if not other.same:
        return tr(
            "NIK yang sama, orangnya lain: {nomor}, {nama}. Tidak ikut.", nomor=other.nomor, nama=other.nama
        )
    if not other.asked:
        return tr(
            "NIK yang sama: {nomor}, {nama}. Belum diminta untuk yang ini, jadi tidak ikut.",
            nomor=other.nomor, nama=other.nama,
        )  # fmt: skip
    if other.until is not None:
        return tr(
            "NIK yang sama: {nomor}, {nama}. Wajib disimpan sampai {tanggal}, sesudah itu ditanyakan lagi.",
            nomor=other.nomor, nama=other.nama, tanggal=show_date(other.until.isoformat()),
        )  # fmt: skip
    return tr("NIK yang sama: {nomor}, {nama}. Ikut dihapus.", nomor=other.nomor, nama=other.nama)


def _paper(paper: Paper) -> str:
    kind = tr(KIND_WORDS[paper.jenis]) if paper.jenis in KIND_WORDS else paper.jenis
    if paper.until is not None:
        until = show_date(paper.until.isoformat())
        return tr(
            "{jenis} nomor {nomor}: disimpan sampai {tanggal}.", jenis=kind, nomor=paper.nomor, tanggal=until
        )
    return tr(
        "{jenis} nomor {nomor}: isinya dihapus, nomornya tetap di register.", jenis=kind, nomor=paper.nomor
    )


def _entity(ent: str) -> str:
    found = entities.find(ent)
    return tr(found.label) if found is not None else tr("Pendaftar")
