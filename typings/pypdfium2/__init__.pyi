"""Only what is used here; the package brings no types."""

from typing import Any

class PdfiumError(RuntimeError): ...

PdfDocument: Any
