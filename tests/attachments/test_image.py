"""Attachments are drawn anew: small, upright, without metadata; everything else has its sentence."""

from __future__ import annotations

import io
import threading

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, PngImagePlugin

from desktop_app.attachments import image as images
from desktop_app.attachments.image import MAX_KEPT, SIDE, reencode
from desktop_app.errors import Refused


def picture(size: tuple[int, int] = (2400, 1600), mode: str = "RGB") -> Image.Image:
    """White, with a dark block in the upper left corner."""
    made = Image.new("RGB", size, "white")
    ImageDraw.Draw(made).rectangle((0, 0, size[0] // 4, size[1] // 4), fill=(20, 40, 120))
    return made.convert(mode)


def saved(made: Image.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    made.save(target, kind, **options)
    return target.getvalue()


def opened(data: bytes) -> Image.Image:
    found = Image.open(io.BytesIO(data))
    found.load()
    return found


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        reencode(data)
    assert caught.value.message.endswith(".") and caught.value.next_step.endswith(".")
    return caught.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF"])
def test_every_usual_kind_becomes_a_jpeg_of_at_most_1600_pixels(kind: str):
    made = reencode(saved(picture(), kind))
    assert (made.mime, made.pages, made.width, made.height) == ("image/jpeg", 1, 1600, 1067)
    found = opened(made.data)
    assert found.format == "JPEG" and found.size == (1600, 1067)
    dark, light = found.convert("L").getpixel((100, 100)), found.convert("L").getpixel((1500, 1000))
    assert dark < 80 and light > 240


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "YCbCr", "I;16", "I", "F", "RGBA", "LA"])
def test_every_kind_of_pixel_is_read(mode: str):
    grey = picture((400, 300), "L")
    source = picture((400, 300)) if mode in ("P", "CMYK", "YCbCr", "RGBA", "1") else grey
    if mode in ("I;16", "I", "F"):
        source = grey.convert("I").point(lambda value: value * 200 + 900)
    made = source.convert(mode)
    kind = {"CMYK": "JPEG", "YCbCr": "JPEG", "F": "TIFF", "I": "TIFF"}.get(mode, "PNG")
    found = opened(reencode(saved(made, kind)).data).convert("L")
    assert found.size == (400, 300), "small ones are not made larger"
    assert found.getpixel((20, 20)) < 80 and found.getpixel((390, 290)) > 240


def test_what_is_transparent_becomes_white_paper():
    made = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    assert opened(reencode(saved(made, "PNG")).data).convert("L").getpixel((25, 25)) > 250


def test_a_turned_photograph_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned a quarter to the right
    made = reencode(saved(picture((400, 200)), "JPEG", exif=exif))
    assert (made.width, made.height) == (200, 400)
    assert opened(made.data).convert("L").getpixel((190, 10)) < 80


def test_no_metadata_comes_along():
    exif = Image.Exif()
    exif[0x010F] = "KAMERA RAHASIA"
    exif.get_ifd(0x8825)[2] = (6.0, 22.0, 1.0)
    jpeg = saved(
        picture((300, 200)), "JPEG", exif=exif, comment=b"KOMENTAR RAHASIA", icc_profile=b"PROFIL RAHASIA"
    )
    note = PngImagePlugin.PngInfo()
    note.add_text("Author", "PENULIS RAHASIA")
    png = saved(picture((300, 200)), "PNG", pnginfo=note)
    assert b"RAHASIA" in jpeg and b"RAHASIA" in png
    for data in (jpeg, png):
        made = reencode(data).data
        assert b"RAHASIA" not in made and b"Exif" not in made
        assert not opened(made).getexif()


def pdf(pages: int = 1, size: tuple[float, float] = (595, 842)) -> pikepdf.Pdf:
    """Pages with a dark block in the upper left corner, and much that must not come along."""
    book = pikepdf.Pdf.new()
    for _ in range(pages):
        book.add_blank_page(page_size=size)
        book.pages[-1].Contents = book.make_stream(f"0.1 0.1 0.4 rg 0 {size[1] * 0.75} 150 300 re f".encode())
    book.docinfo["/Author"] = "PENULIS RAHASIA"
    book.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('RAHASIA')")
    book.attachments["RAHASIA.txt"] = b"RAHASIA"
    with book.open_metadata() as meta:
        meta["dc:title"] = "JUDUL RAHASIA"
    return book


def pdf_bytes(book: pikepdf.Pdf, **options: object) -> bytes:
    target = io.BytesIO()
    book.save(target, compress_streams=False, **options)
    return target.getvalue()


def test_a_pdf_of_one_page_becomes_a_jpeg():
    made = reencode(pdf_bytes(pdf()))
    assert (made.mime, made.pages, made.height) == ("image/jpeg", 1, SIDE)
    found = opened(made.data).convert("L")
    assert found.getpixel((50, 50)) < 80 and found.getpixel((1000, 1500)) > 240


def test_a_pdf_of_several_pages_stays_one_with_nothing_but_pictures():
    given_bytes = pdf_bytes(pdf(3))
    made = reencode(given_bytes)
    assert (made.mime, made.pages) == ("application/pdf", 3)
    assert reencode(given_bytes) == made
    with pikepdf.open(io.BytesIO(made.data)) as book:
        assert set(book.Root.keys()) == {"/Pages", "/Type"} and not list(book.docinfo.keys())
        assert len(book.attachments) == 0
        assert [float(number) for number in book.pages[0].MediaBox] == [0, 0, 595, 842]
        book.save(
            whole := io.BytesIO(), compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none
        )
    assert b"RAHASIA" not in whole.getvalue() and b"JavaScript" not in whole.getvalue()
    page = pypdfium2.PdfDocument(made.data)[2].render(scale=1).to_pil().convert("L")
    assert page.getpixel((20, 20)) < 80 and page.getpixel((500, 800)) > 240


def test_many_noisy_pages_are_made_smaller_until_they_fit(monkeypatch: pytest.MonkeyPatch):
    data = pdf_bytes(pdf(4))
    full = len(reencode(data).data)
    monkeypatch.setattr(images, "MAX_KEPT", full - 1)
    assert len(reencode(data).data) < full
    monkeypatch.setattr(images, "MAX_KEPT", 500)
    assert refusal(data) == "attachment_large"
    assert full < MAX_KEPT


def test_what_cannot_be_attached_has_its_sentence():
    whole = saved(picture((800, 600)), "JPEG")
    assert refusal(b"") == "attachment_empty"
    assert refusal(b"halo") == "attachment_no_image"
    assert refusal(b"PK\x03\x04" + bytes(100)) == "attachment_no_image"
    assert refusal(whole[: len(whole) // 2]) == "attachment_corrupt"
    assert refusal(b"\0\0\0\x18ftypheic" + bytes(50)) == "attachment_heic"
    assert refusal(b"%PDF-1.7\nrusak") == "attachment_corrupt_pdf"
    locked = pdf_bytes(pdf(), encryption=pikepdf.Encryption(owner="a", user="b"))
    assert refusal(locked) == "attachment_locked"
    only_owner = pdf_bytes(pdf(), encryption=pikepdf.Encryption(owner="a", user=""))
    assert reencode(only_owner).pages == 1
    assert refusal(pdf_bytes(pdf(41))) == "attachment_pages_pdf"
    frames = saved(picture((50, 50)), "TIFF", save_all=True, append_images=[picture((50, 50))])
    assert refusal(frames) == "attachment_pages"


def test_a_picture_that_unpacks_beyond_measure_is_refused_before_it_is_unpacked():
    small = saved(Image.new("1", (16, 16)), "PNG")
    head = bytearray(small)
    head[16:24] = (30_000).to_bytes(4, "big") * 2
    import zlib

    head[29:33] = zlib.crc32(head[12:29]).to_bytes(4, "big")
    assert refusal(bytes(head)) == "attachment_large"
    head[16:24] = (11_000).to_bytes(4, "big") * 2
    head[29:33] = zlib.crc32(head[12:29]).to_bytes(4, "big")
    assert refusal(bytes(head)) == "attachment_large"


def test_several_threads_may_do_it_at_once():
    data, made = pdf_bytes(pdf(2)), list[bytes]()
    threads = [threading.Thread(target=lambda: made.append(reencode(data).data)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4 and len(set(made)) == 1


_SEEDS = [
    saved(picture((60, 40)), "JPEG"),
    saved(picture((60, 40)), "PNG"),
    saved(picture((60, 40)), "TIFF"),
    saved(picture((60, 40)), "GIF"),
    saved(picture((60, 40)), "WEBP"),
    pdf_bytes(pdf(1, (60, 40))),
]


@given(st.sampled_from(_SEEDS), st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=6))
def test_no_damage_makes_it_fail_in_another_way(seed: bytes, damage: list[tuple[int, int]]):
    data = bytearray(seed)
    for place, value in damage:
        data[place % len(data)] = value
    try:
        made = reencode(bytes(data))
    except Refused as refused:
        assert refused.next_step
    else:
        assert max(made.width, made.height) <= SIDE
