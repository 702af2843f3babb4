# Documents of given content, written by other people's libraries; OFD, which none writes under
# a licence we may use, by the standard (GB/T 33190-2016).
from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def docx_bytes(
    paragraphs: Sequence[str], rows: Sequence[Sequence[str]] = (), *, author: str = ""
) -> bytes:
    """A Word document with a header, a footer and perhaps a table."""
    import docx

    document = docx.Document()
    document.core_properties.author = author
    document.core_properties.comments = ""
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for place, row in enumerate(rows):
            for number, text in enumerate(row):
                table.cell(place, number).text = text
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.sections[0].footer.paragraphs[0].text = "共一页"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pptx_bytes(slides: Sequence[Sequence[str]], *, notes: str = "") -> bytes:
    """Slides with a title and lines; the last with a table of two cells and notes."""
    import pptx
    from pptx.util import Inches

    presentation = pptx.Presentation()
    for lines in slides:
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = lines[0]
        box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(1))
        box.text_frame.text = "\n".join(lines[1:])
    table = slide.shapes.add_table(1, 2, Inches(1), Inches(4), Inches(4), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "姓名", "张三"
    slide.notes_slide.notes_text_frame.text = notes
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def odt_bytes(paragraphs: Sequence[str], row: Sequence[str] = ()) -> bytes:
    """An OpenDocument text, perhaps with a table of one row."""
    from odfdo import Document, Paragraph, Table

    document = Document("text")
    document.body.clear()
    for text in paragraphs:
        document.body.append(Paragraph(text))
    if row:
        table = Table("t")
        table.set_values([list(row)])
        document.body.append(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def ods_bytes(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """An OpenDocument workbook."""
    from odfdo import Document, Table

    document = Document("spreadsheet")
    document.body.clear()
    for name, rows in sheets.items():
        table = Table(name)
        table.set_values([list(row) for row in rows])
        document.body.append(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf_bytes(
    pages: Sequence[Sequence[str]], *, password: str = "", owner: str = "", author: str = ""
) -> bytes:
    """A PDF with a line of text for each; a page without any is a picture."""
    from PIL import Image
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    locked = StandardEncryption(password, owner) if password or owner else None
    pdf = canvas.Canvas(out, encrypt=locked, invariant=1)
    pdf.setAuthor(author)
    for lines in pages:
        pdf.setFont("STSong-Light", 12)
        for place, line in enumerate(lines):
            pdf.drawString(72, 760 - 20 * place, line)
        if not lines:
            pdf.drawImage(ImageReader(Image.new("RGB", (20, 20), "white")), 72, 72)
        pdf.showPage()
    pdf.save()
    return out.getvalue()


def ofd_bytes(pages: Sequence[Sequence[tuple[str, float, float, str]]]) -> bytes:
    """An OFD document; a page's objects are text, left, top (of 5 mm height) and DeltaX."""
    parts = {
        "OFD.xml": (
            f"<ofd:OFD {OFD} Version='1.0' DocType='OFD'><ofd:DocBody><ofd:DocInfo>"
            "<ofd:DocID>1</ofd:DocID><ofd:Author>王五</ofd:Author></ofd:DocInfo>"
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
        ),
        "Doc_0/Document.xml": (
            f"<ofd:Document {OFD}><ofd:CommonData><ofd:MaxUnitID>9</ofd:MaxUnitID></ofd:CommonData>"
            "<ofd:Pages>"
            + "".join(
                f"<ofd:Page ID='{n}' BaseLoc='Pages/Page_{n}/Content.xml'/>"
                for n in range(len(pages))
            )
            + "</ofd:Pages></ofd:Document>"
        ),
    }
    for number, objects in enumerate(pages):
        texts = "".join(
            f"<ofd:TextObject ID='{10 + n}' Boundary='{left} {top} {5 * len(text)} 5' Font='1' Size='5'>"
            f"<ofd:TextCode X='0' Y='4' DeltaX='{delta}'>{text}</ofd:TextCode></ofd:TextObject>"
            for n, (text, left, top, delta) in enumerate(objects)
        )
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f"<ofd:Page {OFD}><ofd:Content><ofd:Layer ID='2'>{texts}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, f"<?xml version='1.0' encoding='UTF-8'?>{content}")
    return out.getvalue()


def with_parts(raw: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """The same package with parts put in, replaced, or (None) left out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()
