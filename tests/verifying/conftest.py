"""Sealed papers, as the tests of documents make them."""

from tests.documents.conftest import city, qr_key, seal_key, sealed

__all__ = ["city", "qr_key", "seal_key", "sealed"]
