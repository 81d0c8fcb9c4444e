from agent.language.letters import fold, romanised, words


def test_folding_never_changes_the_length(nasty: str) -> None:
    assert len(fold(nasty)) == len(nasty)


def test_accents_case_and_foreign_digits_fold_away() -> None:
    assert fold("¿CUÁNTO, señor? १२ Été’s") == "¿cuanto, senor? 12 ete's"


def test_a_devanagari_word_keeps_its_vowel_signs() -> None:
    assert [word.text for word in words(fold("हम्प्टा पास की कीमत"))] == ["हम्प्टा", "पास", "की", "कीमत"]


def test_spellings_of_one_hindi_word_meet() -> None:
    assert romanised("nahin") == romanised("nahee") == romanised("nahi")
    assert romanised("zyaada") == romanised("jyada")
