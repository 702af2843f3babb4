# Pictures with lines of text in them.
from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont


def picture(*lines: str) -> Image.Image:
    """White, with black lines one below the other."""
    made = Image.new("RGB", (700, 40 + 60 * len(lines)), "white")
    draw = ImageDraw.Draw(made)
    for place, line in enumerate(lines):
        draw.text((20, 20 + 60 * place), line, fill="black", font=ImageFont.load_default(size=32))
    return made


def picture_bytes(*pages: Sequence[str], form: str = "TIFF") -> bytes:
    """A file of pictures, a TIFF for more than one."""
    first, *more = [picture(*lines) for lines in pages]
    out = io.BytesIO()
    options = {"save_all": True, "append_images": more} if more else {}
    first.save(out, form, **options)
    return out.getvalue()


def scanned_pdf(*pages: Sequence[str]) -> bytes:
    """A PDF whose pages are pictures; one with a single line "text:…" has that as text."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    pdf = canvas.Canvas(out, invariant=1)
    for lines in pages:
        if lines[0].startswith("text:"):
            pdf.drawString(72, 700, lines[0].removeprefix("text:"))
        else:
            pdf.drawImage(
                ImageReader(picture(*lines)), 72, 400, width=400, preserveAspectRatio=True
            )
        pdf.showPage()
    pdf.save()
    return out.getvalue()
