from eval.split import chosen, half_of

NAMES = [f"row-{number}" for number in range(4_000)]


def test_a_row_stays_in_its_half_whatever_stands_around_it() -> None:
    alone = {name: half_of(name) for name in NAMES[:50]}

    assert {name: half_of(name) for name in reversed(NAMES)}.items() >= alone.items()
    assert half_of("m-0006") == "tuning"  # the first byte of its SHA-256 is 0x2f
    assert half_of("m-0001") == "test"  # 0xd7


def test_the_halves_are_near_half_and_share_no_row() -> None:
    tuning, test = chosen(NAMES, "tuning", str), chosen(NAMES, "test", str)

    assert sorted([*tuning, *test]) == sorted(NAMES)
    assert 0.47 < len(test) / len(NAMES) < 0.53


def test_all_keeps_every_row_in_order() -> None:
    assert chosen(NAMES, "all", str) == NAMES


def test_names_in_any_script_have_a_half() -> None:
    assert half_of("हम्पता पास का खर्चा?") in ("tuning", "test")
    assert half_of("") in ("tuning", "test")
