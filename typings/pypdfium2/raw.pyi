from typing import Any

FPDF_PAGEOBJ_TEXT: int
FPDF_PAGEOBJ_IMAGE: int

def FPDFTextObj_GetTextRenderMode(text: Any) -> int: ...
