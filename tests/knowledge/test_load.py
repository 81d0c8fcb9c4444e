"""Every format becomes the same kind of blocks; what cannot be read says why."""

import io
from pathlib import Path

import docx
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from agent.knowledge import load as loading
from agent.knowledge.blocks import Document
from agent.knowledge.load import load


def loaded(folder: Path, name: str, content: str | bytes) -> Document:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load(path, name)


def texts(document: Document, kind: str) -> list[str]:
    return [block.text for block in document.blocks if block.kind == kind]


def test_markdown_keeps_headings_lists_and_tables_and_drops_markup(tmp_path: Path) -> None:
    text = "# Packing\n\nBring *warm* [socks](http://x).\n\n1. Boots\n2. Hat\n   - wool\n\n"
    text += "| Item | kg |\n|--|--|\n| Tent | 2 |\n"

    document = loaded(tmp_path, "p.md", text)

    assert document.title == "Packing"
    assert texts(document, "text") == ["Bring warm socks."]
    assert texts(document, "item") == ["1. Boots", "2. Hat", "- wool"]
    assert [(block.header, block.text) for block in document.blocks if block.kind == "row"] == [
        ("Item | kg", "Tent | 2")
    ]


def test_front_matter_names_title_and_language_and_is_no_text(tmp_path: Path) -> None:
    document = loaded(tmp_path, "p.md", "---\ntitle: Équipement\nlanguage: fr\n---\nDes chaussettes chaudes.\n")

    assert (document.title, document.language) == ("Équipement", "fr")
    assert texts(document, "text") == ["Des chaussettes chaudes."]


@pytest.mark.parametrize(
    ("tag", "language"),
    [("fr-CA", "fr"), ("HI", "hi"), ("hi-Latn", "hi-Latn"), ("hi_Latn_IN", "hi-Latn"), ("de-AT", "de")],
)
def test_a_language_tag_may_name_a_script_and_a_country(tmp_path: Path, tag: str, language: str) -> None:
    assert loaded(tmp_path, "p.md", f"---\nlanguage: {tag}\n---\nGaram moze laiye.\n").language == language


def test_html_loses_what_surrounds_the_content(tmp_path: Path) -> None:
    page = """<html lang="es-MX"><head><title>T</title><script>var a</script></head><body><nav><a>Home</a></nav>
    <header>Banner</header><div class=x>Loose <b>words</b><p>A paragraph.</p><h2>Part</h2><ul><li>One<ul><li>Inner
    </li></ul></li></ul><table><tr><th>Day</th><th>Km</th></tr><tr><td>1</td><td>9</td></tr></table>
    <form><input value=q><button>Send</button></form></div>
    <aside>Advert</aside><footer>Imprint</footer></body></html>"""

    document = loaded(tmp_path, "p.html", page)
    said = " ".join(block.text for block in document.blocks)

    assert document.language == "es"
    assert texts(document, "text") == ["Loose words", "A paragraph."]
    assert texts(document, "item") == ["- One", "- Inner"]
    assert texts(document, "row") == ["1 | 9"]
    assert not any(word in said for word in ("Home", "Banner", "Advert", "Imprint", "Send", "var a"))


def test_the_header_of_an_article_keeps_its_heading(tmp_path: Path) -> None:
    document = loaded(tmp_path, "p.html", "<article><header><h1>Snow</h1></header><p>It is cold.</p></article>")

    assert document.title == "Snow"


def test_word_documents_keep_order_of_paragraphs_lists_and_tables(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("Gear", 0)
    word.add_heading("Feet", 1)
    word.add_paragraph("Boots above the ankle.")
    word.add_paragraph("Two pairs of socks", style="List Bullet")
    table = word.add_table(rows=2, cols=2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ("Item", "Count", "Hat", "1"), strict=True):
        cell.text = text
    word.save(str(tmp_path / "g.docx"))

    document = load(tmp_path / "g.docx", "g.docx")

    assert document.title == "Gear"
    assert [(block.kind, block.text) for block in document.blocks[1:]] == [
        ("heading", "Feet"),
        ("text", "Boots above the ankle."),
        ("item", "- Two pairs of socks"),
        ("row", "Hat | 1"),
    ]


def test_pdf_headings_are_found_by_size_and_wrapped_lines_are_joined(tmp_path: Path) -> None:
    style = getSampleStyleSheet()
    long = "The body gets used to thin air slowly, and nobody can hurry it by being fit or brave or young. " * 4
    parts = [
        Paragraph("Thin air", style["Title"]),
        Paragraph("Why", style["Heading2"]),
        Paragraph(long, style["BodyText"]),
    ]
    SimpleDocTemplate(str(tmp_path / "a.pdf"), pagesize=A4).build(parts)

    document = load(tmp_path / "a.pdf", "a.pdf")

    assert document.title == "Thin air"
    assert texts(document, "heading") == ["Thin air", "Why"]
    assert texts(document, "text") == [long.strip()]


def test_a_word_cut_at_the_end_of_a_pdf_line_is_one_word_again(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.drawString(72, 700, "You need an acclima-")
    canvas.drawString(72, 686, "tisation day.")
    canvas.save()

    assert texts(load(tmp_path / "a.pdf", "a.pdf"), "text") == ["You need an acclimatisation day."]


def test_lines_repeated_on_every_pdf_page_are_no_content(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for number in range(1, 5):
        canvas.drawString(72, 800, "Blue Yak Walks, handbook")
        canvas.drawString(72, 700, f"Paragraph {'abcd'[number - 1]} speaks of something else.")
        canvas.drawString(300, 30, f"Page {number} of 4")
        canvas.showPage()
    canvas.save()

    said = " ".join(texts(load(tmp_path / "a.pdf", "a.pdf"), "text"))

    assert "handbook" not in said
    assert "Page" not in said
    assert "Paragraph c" in said


@pytest.mark.parametrize(
    ("name", "language"),
    [("faq.hi.yaml", "hi"), ("faq.hi-Latn.yaml", "hi-Latn"), ("faq.hi-latn.yaml", "hi-Latn"), ("faq.this.yaml", "")],
)
def test_a_faq_takes_its_language_from_its_name(tmp_path: Path, name: str, language: str) -> None:
    document = loaded(tmp_path, name, '- {id: a, question: "क्या?", answer: हाँ।}\n')

    assert document.language == language
    assert [(block.id, block.text, block.answer) for block in document.blocks] == [("a", "क्या?", "हाँ।")]


def test_rows_of_a_csv_say_what_their_cells_are(tmp_path: Path) -> None:
    assert texts(loaded(tmp_path, "g.csv", "item;deposit\nPoles;500\n"), "row") == ["item: Poles; deposit: 500"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-1"])
def test_text_is_read_in_the_encodings_people_save(tmp_path: Path, encoding: str) -> None:
    text = "El paso está a cuatro mil metros; la montaña enseña paciencia, ¿verdad? Mañana será otro día más frío."
    text += "\r\n\r\nAñadir."

    document = loaded(tmp_path, "p.txt", text.encode(encoding))

    assert document.blocks[0].text.startswith("El paso está a cuatro mil metros; la montaña")
    assert document.blocks[1].text == "Añadir."


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.md", b"", "is empty"),
        ("a.md", b"# Only a heading\n", "holds no text"),
        ("a.pdf", b"%PDF-1.4 broken", "damaged or cut off"),
        ("a.docx", b"no zip at all", "damaged or cut off"),
        ("a.yaml", b"a: [1", "not readable as YAML"),
        ("a.en.yaml", b'- {id: a, question: "Why?"}\n', "line 1: the entry a has no answer"),
        ("a.yaml", b'- {id: a, question: "Why?", answer: "So.", also: "How so?"}\n', "it needs a list of questions"),
        ("a.yaml", b'- {id: a, question: "Why?", answer: "So.", also: [12]}\n', "it needs a list of questions"),
        ("a.csv", b"only,a,header\n", "no rows"),
        ("a.txt", b"\x00\x01\x02\x03 binary \x00", "not a text file"),
        ("a.xlsx", b"x", "has a format that is not read"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        loaded(tmp_path, name, content)


def test_a_pdf_of_pictures_says_so(tmp_path: Path) -> None:
    raw = io.BytesIO()
    canvas = Canvas(raw)
    canvas.rect(10, 10, 50, 50)
    canvas.save()

    with pytest.raises(ValueError, match="only pictures"):
        loaded(tmp_path, "scan.pdf", raw.getvalue())


@pytest.mark.parametrize(("name", "most"), [("big.txt", loading.MAX_TEXT_BYTES), ("big.pdf", loading.MAX_BYTES)])
def test_an_oversized_file_is_not_even_opened(tmp_path: Path, name: str, most: int) -> None:
    path = tmp_path / name
    with path.open("wb") as handle:
        handle.truncate(most + 1)

    with pytest.raises(ValueError, match=f"larger than {most >> 20} MB .*; split it"):
        load(path, name)
