"""Files as people really send them: each unusable one is named with what to do, and nothing of a good one is lost."""

import io
import os
import zipfile
from pathlib import Path

import docx
import pytest
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from agent.knowledge import load_docx
from agent.knowledge.blocks import Document
from agent.knowledge.load import load
from agent.knowledge.sources import find_sources


def loaded(folder: Path, name: str, content: str | bytes) -> Document:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load(path, name)


def said(document: Document) -> str:
    return " ".join(f"{block.text} {block.answer}" for block in document.blocks)


def pdf() -> bytes:
    raw = io.BytesIO()
    canvas = Canvas(raw)
    canvas.drawString(72, 700, "Water is boiled at every camp.")
    canvas.save()
    return raw.getvalue()


def locked(password: str) -> bytes:
    writer, raw = PdfWriter(clone_from=io.BytesIO(pdf())), io.BytesIO()
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    writer.write(raw)
    return raw.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("cut.pdf", pdf()[:-80], r"damaged or cut off .* save it again"),
        ("locked.pdf", locked("secret"), "save it without a password"),
        ("other.docx", b"PK\x05\x06" + bytes(18), "damaged or cut off"),
        ("font.txt", "gekjs xkbM vkids lkFk iwjs jkLrs gSa vkSj ekSle dks ns[krs gSaA " * 3, "Kruti Dev"),
        ("picture.md", b"\x89PNG\r\n\x1a\n" + bytes(range(1, 256)) * 4, "not a text file|encoding cannot be told"),
        (
            "twice.en.yaml",
            "- id: a\n  question: Who?\n  question: Why?\n  answer: I.\n",
            "line 3: .*'question'.* twice",
        ),
        ("number.en.yaml", "- {id: a, question: When?, answer: 2027-05-01}\n", "line 1: the answer reads as .* quotes"),
        ("tab.yaml", "- id: a\n\tquestion: b\n", "line 2"),
        ("object.yaml", '- !!python/object/apply:os.system ["true"]\n', "line 1"),
        ("quote.csv", 'item,price\n"Poles,50\nBoots,100\n', "line 3: .* quote that is opened and not closed"),
        ("deep.html", "<div><ul><li>" * 2000 + "words", "holds no text|nested too deeply"),
    ],
)
def test_an_unusable_file_says_what_to_do(tmp_path: Path, name: str, content: str | bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        loaded(tmp_path, name, content)


def test_a_word_file_that_unpacks_without_end_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_docx, "MAX_UNPACKED", 1 << 20)
    with zipfile.ZipFile(tmp_path / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (2 << 20))

    with pytest.raises(ValueError, match="unpacks to 2 MB of text, more than 1 MB"):
        load(tmp_path / "bomb.docx", "bomb.docx")


def test_a_pdf_that_only_restricts_printing_is_read(tmp_path: Path) -> None:
    assert "Water is boiled" in said(loaded(tmp_path, "a.pdf", locked("")))


def test_lines_that_all_look_like_running_heads_are_kept(tmp_path: Path) -> None:
    raw = io.BytesIO()
    canvas = Canvas(raw)
    for _ in range(4):
        canvas.drawString(72, 700, "Boil the water.")
        canvas.showPage()
    canvas.save()

    assert "Boil the water." in said(loaded(tmp_path, "a.pdf", raw.getvalue()))


@pytest.mark.parametrize(
    ("text", "encoding", "is_noted"),
    [
        ("Le col est fermé à cause de la neige; où dormir ?", "cp1252", True),
        ("L’été, « déjà » — prix 50 €.", "cp1252", True),
        ("Mañana será otro día.", "latin-1", True),
        ("Mañana será otro día.", "utf-32", False),
        ("हमारे गाइड साथ रहते हैं।", "utf-16", False),
    ],
)
def test_short_texts_in_other_encodings_keep_their_letters(
    tmp_path: Path, text: str, encoding: str, is_noted: bool
) -> None:
    document = loaded(tmp_path, "a.txt", text.encode(encoding))

    assert said(document).strip() == text
    assert ["save it as UTF-8" in note for note in document.notes] == ([True] if is_noted else [])


def test_a_bad_entry_of_a_faq_is_named_and_the_others_are_used(tmp_path: Path) -> None:
    entries = '- {id: a, question: "One?", answer: "Yes."}\n- {id: b, question: "Two?"}\n'
    entries += '- {id: a, question: "Three?", answer: "No."}\n'

    document = loaded(tmp_path, "faq.en.yaml", entries)

    assert [block.text for block in document.blocks] == ["One?", "Three?"]
    assert document.notes == (
        "line 2: the entry b has no answer; this entry is left out",
        "line 3: the id a stands in line 1 already; rename one",
    )


def test_other_wordings_of_a_question_are_kept_with_it(tmp_path: Path) -> None:
    entry = '- {id: a, question: "One?", also: ["first  one", "number one"], answer: "Yes."}\n'

    (block,) = loaded(tmp_path, "faq.en.yaml", entry).blocks

    assert (block.text, block.also) == ("One?", ("first one", "number one"))


def test_a_title_above_the_columns_of_a_csv_is_a_heading(tmp_path: Path) -> None:
    document = loaded(tmp_path, "r.csv", "Rental list,,\n,,\nitem,price,deposit\nPoles,50,500\n")

    assert [(block.kind, block.text) for block in document.blocks] == [
        ("heading", "Rental list"),
        ("row", "item: Poles; price: 50; deposit: 500"),
    ]


def test_cells_beyond_the_columns_of_a_csv_are_not_lost(tmp_path: Path) -> None:
    assert said(loaded(tmp_path, "r.csv", "a,b\n1,2,3,4\n")).strip() == "a: 1; b: 2; 3; 4"


def test_html_with_tags_never_closed_is_read_as_a_browser_does(tmp_path: Path) -> None:
    page = (
        "<h1>Rules<p>No fires <b>at all<ul><li>one<li>two</ul><script>evil()</script><table><tr><td>Fee<td>50</table>"
    )

    document = loaded(tmp_path, "a.html", page)

    assert document.title == "Rules"
    assert [block.text for block in document.blocks[1:]] == ["No fires", "at all", "- one", "- two", "Fee | 50"]


def test_a_table_inside_a_cell_of_a_word_table_is_read(tmp_path: Path) -> None:
    word = docx.Document()
    outer = word.add_table(rows=2, cols=2)
    outer.cell(1, 1).add_table(1, 1).cell(0, 0).text = "inner words"
    outer.cell(0, 0).text, outer.cell(1, 0).text = "Head", "Row"
    word.save(str(tmp_path / "t.docx"))

    assert "inner words" in said(load(tmp_path / "t.docx", "t.docx"))


@pytest.mark.parametrize(
    "name", ["with space.md", "mountain 🏔️.md", "पहाड़.md", "quo\"te's.md", "[bold]x.md", "UPPER.MD"]
)
def test_any_readable_name_is_a_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("# A\n\nWords.\n", encoding="utf-8")

    found = find_sources([tmp_path])

    assert list(found.files) == [f"{tmp_path.name}/{name}"]
    assert found.problems == ()


def test_links_and_odd_files_are_named_and_a_linked_folder_is_read(tmp_path: Path) -> None:
    root, outside = tmp_path / "desk", tmp_path / "outside"
    outside.mkdir()
    (outside / "tips.md").write_text("# Tips\n\nWords.\n")
    root.mkdir()
    (root / "linked").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "gone.md").symlink_to("/nowhere")
    os.mkfifo(root / "pipe.md")
    (root / "bad\udcff.md").write_text("# A\n\nWords.\n")

    found = find_sources([root])

    assert list(found.files) == ["desk/linked/tips.md"]
    assert {(one.source, one.reason.split(";")[0]) for one in found.problems} == {
        ("desk/loop", "is a link to a folder it stands in"),
        ("desk/gone.md", "is a link to nothing"),
        ("desk/pipe.md", "is no regular file"),
        ("desk/bad?.md", "has a name with characters that cannot be shown"),
    }
