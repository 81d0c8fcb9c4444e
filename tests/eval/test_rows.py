from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.config import ConfigError
from eval.rows import READ_ON, MessageRow, read_rows
from eval.suites.beir import read_beir
from eval.suites.intent import IntentRow
from eval.suites.sentiment import SentimentRow


def write(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def beir(
    folder: Path, *, corpus: tuple[str, ...] = (), queries: tuple[str, ...] = (), qrels: str = "q1\td1\t1"
) -> Path:
    write(folder / "corpus.jsonl", *(corpus or ('{"_id": "d1", "title": "Boots", "text": "Wear them in."}',)))
    write(folder / "queries.jsonl", *(queries or ('{"_id": "q1", "text": "which boots?"}',)))
    write(folder / "qrels" / "test.tsv", "query-id\tcorpus-id\tscore", qrels)
    return folder


def test_every_broken_line_is_named_with_what_is_wrong(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", '{"text": "hello"}', '{"text": "hi', "", '{"lang": "en"}', "[1]")

    with pytest.raises(ConfigError) as raised:
        read_rows(path, MessageRow)

    lines = str(raised.value).splitlines()
    assert len(lines) == 3
    assert lines[0].startswith(f"{path}: line 2: Invalid JSON")
    assert lines[1] == f"{path}: line 4, text: Field required"
    assert lines[2].startswith(f"{path}: line 5: Input should be an object")


def test_a_file_broken_throughout_is_not_told_line_by_line(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", *["no json"] * 500)

    with pytest.raises(ConfigError, match="and 480 more broken lines") as raised:
        read_rows(path, MessageRow)

    assert len(str(raised.value).splitlines()) == 21


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xff\xfe\x00"])
def test_a_file_without_rows_or_in_another_encoding_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(content)

    with pytest.raises(ConfigError, match=r"rows\.jsonl: line 1: (has no rows|cannot be read)"):
        read_rows(path, MessageRow)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.jsonl: line 1: cannot be read"):
        read_rows(tmp_path / "nowhere.jsonl", MessageRow)


def test_a_line_separator_inside_a_text_does_not_end_the_row(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", '{"text": "one\u2028two"}', '{"text": "three"}')

    assert [row.text for row in read_rows(path, MessageRow)] == ["one\u2028two", "three"]


def test_names_of_public_sets_mean_ours(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", '{"text": "kya hai", "lang": "hinglish", "label": "oos"}')
    row = read_rows(path, IntentRow)[0]

    assert (row.language, row.lang, row.label) == ("hi-Latn", "hinglish", "out_of_scope")


def test_own_rows_carry_their_label_under_the_name_of_what_it_is(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", '{"text": "kya hai", "intent": "trek_info", "sentiment": "neutral"}')

    assert read_rows(path, IntentRow)[0].label == "trek_info"
    assert read_rows(path, SentimentRow)[0].label == "neutral"


def test_a_feeling_that_is_none_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", '{"text": "so so", "label": "mixed"}')

    with pytest.raises(ConfigError, match="line 1, label: Input should be 'positive', 'neutral' or 'negative'"):
        read_rows(path, SentimentRow)


def test_a_row_is_a_message_of_its_own_time_with_its_history(tmp_path: Path) -> None:
    history = '[{"speaker": "U", "text": "Hampta Pass?"}, {"speaker": "S", "text": "Yes."}]'
    row = f'{{"text": "and in june", "history": {history}, "sent_at": "2027-05-01T10:00:00+05:30"}}'
    path = write(tmp_path / "rows.jsonl", row, '{"text": "no time", "sent_at": null}')

    first, second = (row.message() for row in read_rows(path, MessageRow))

    assert first.sent_at == datetime(2027, 5, 1, 4, 30, tzinfo=UTC)
    assert [(line.speaker, line.text) for line in first.history] == [("U", "Hampta Pass?"), ("S", "Yes.")]
    assert second.sent_at == READ_ON


def test_a_beir_folder_is_read_whole(tmp_path: Path) -> None:
    folder = beir(tmp_path, corpus=('{"_id": 7, "title": null, "text": "x", "url": "y"}',), qrels="q1\t7\t2")

    found = read_beir(folder)

    assert [(one.id, one.title) for one in found.documents] == [("7", None)]
    assert found.judged == {"q1": {"7": 2}}
    assert found.notes == ()


def test_broken_lines_of_a_beir_folder_are_named(tmp_path: Path) -> None:
    folder = beir(tmp_path, corpus=('{"_id": "d1", "text": "x"}', '{"text": "no id"}', "{"))

    with pytest.raises(
        ConfigError, match=r"(?s)corpus\.jsonl: line 2, _id: Field required.*corpus\.jsonl: line 3: Inv"
    ):
        read_beir(folder)


@pytest.mark.parametrize("line", ["q1 d1 1", "q1\td1", "q1\td1\tyes", "q1\td1\t1\textra"])
def test_a_broken_judgement_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(ConfigError, match=r"test\.tsv: line 2: expected query-id, corpus-id, score"):
        read_beir(beir(tmp_path, qrels=line))


def test_an_id_given_twice_is_refused(tmp_path: Path) -> None:
    row = '{"_id": "d1", "text": "x"}'

    with pytest.raises(ConfigError, match=r"corpus\.jsonl: line 1: ids given more than once: d1"):
        read_beir(beir(tmp_path, corpus=(row, row)))


def test_judgements_of_other_queries_are_no_judgements(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="judges no query"):
        read_beir(beir(tmp_path, qrels="q9\td1\t1"))


def test_a_grade_of_zero_judges_nothing_and_the_report_says_what_is_left_out(tmp_path: Path) -> None:
    queries = ('{"_id": "q1", "text": "a"}', '{"_id": "q2", "text": "b"}', '{"_id": "q3", "text": "c"}')
    folder = beir(tmp_path, queries=queries, qrels="q1\td1\t1\nq2\td1\t0\nq1\tgone\t1")

    found = read_beir(folder)

    assert found.judged == {"q1": {"d1": 1, "gone": 1}}
    assert found.notes == (
        "2 of 3 queries have no judged document and are left out",
        "1 judged documents are not in the corpus and count as not found",
    )


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is no folder"):
        read_beir(tmp_path / "nowhere")
