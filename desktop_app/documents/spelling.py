"""The encoding of a signature: that its room in the file holds it and nothing else."""

from __future__ import annotations

from typing import Any


def exact(signature: Any, pdf: bytes, *, strict: bool) -> bool:
    """The unsigned gap holds the signature and nothing else: no spare bits that could be changed unseen.

    `strict` for our own seals: their spelling is known to the letter.
    """
    start, end = int(signature.byte_range[1]), int(signature.byte_range[2])
    content: bytes = signature.pkcs7_content
    held = pdf[start:end]
    if (held if strict else held.upper()) != b"<" + content.hex().upper().encode() + b">":
        return False
    size = _der_length(content)
    return not any(content[size:]) and (not strict or _conventional(signature))


def _conventional(signature: Any) -> bool:
    """The CMS fields that no signature covers hold what they must, as RFC 5652 and PAdES want it."""
    signed, info = signature.signed_data, signature.signer_info
    algorithm = info["digest_algorithm"].dump()
    certificates = signed["certificates"]
    return (
        signed["version"].native == "v1"
        and [item.dump() for item in signed["digest_algorithms"]] == [algorithm]
        and signed["encap_content_info"]["content_type"].native == "data"
        and info["version"].native == "v1"
        and info["sid"].name == "issuer_and_serial_number"
        and info["sid"].chosen["issuer"].dump() == signature.signer_cert["tbs_certificate"]["issuer"].dump()
        and len(certificates) >= 1
    )


def _der_length(content: bytes) -> int:
    """The length of the first DER element of `content`, header included."""
    first = content[1]
    if first < 0x80:
        return 2 + first
    count = first & 0x7F
    return 2 + count + int.from_bytes(content[2 : 2 + count], "big")
