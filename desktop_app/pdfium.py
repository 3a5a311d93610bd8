"""PDFium keeps state for the whole process and knows no threads: whoever calls it holds this lock."""

from __future__ import annotations

import threading
from typing import Final

PDFIUM: Final = threading.RLock()
"""Held while a document is opened, rendered or closed."""
