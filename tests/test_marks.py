"""`make` reads only the files that hold the words for a mark: a mark set elsewhere would never be run."""

from pathlib import Path

import regex

TESTS = Path(__file__).parent
SETS_A_MARK = regex.compile(r"mark\.(?:alone|browser)")


def test_marks_for_stages_of_their_own_stand_where_make_looks_for_them() -> None:
    elsewhere = {
        str(path.relative_to(TESTS))
        for path in TESTS.rglob("*.py")
        if SETS_A_MARK.search(path.read_text(encoding="utf-8")) and not path.name.startswith("test_")
    }
    assert elsewhere == {"browser.py"}, "name the mark in each test file, or `in_a_browser` of tests/browser.py"
    directly = [path for path in TESTS.rglob("test_*.py") if "mark.browser" in path.read_text(encoding="utf-8")]
    assert [path for path in directly if path != Path(__file__)] == []
