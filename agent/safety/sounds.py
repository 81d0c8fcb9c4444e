"""Devanagari in Latin letters, roughly as people type it, so that both spellings of a Hindi word are one word."""


def _table(letters: str, sounds: str) -> dict[str, str]:
    return dict(zip(letters, sounds.split(), strict=True))


_CONSONANTS = _table(
    "कखगघङचछजझञटठडढणतथदधनपफबभमयरलळवशषसह",
    "k kh g gh n ch chh j jh n t th d dh n t th d dh n p f b bh m y r l l v sh sh s h",
)
_VOWELS = _table("अआइईउऊऋएऐओऔऑऍ", "a a i i u u ri e ai o au o e")
_SIGNS = _table("ािीुूृेैोौॉॅ", "a i i u u ri e ai o au o e")
_NASAL = {"ं": "n", "ँ": "n", "ः": ""}
_NUKTA, _VIRAMA = "\u093c", "\u094d"


def latin(word: str) -> str:
    """The word's sounds; what is not Devanagari stays. The vowel nobody speaks at the end of a word is left out."""
    written: list[str] = []
    open_vowel = False
    for character in word:
        if character in _CONSONANTS:
            written.append("a" * open_vowel + _CONSONANTS[character])
            open_vowel = True
        elif character != _NUKTA:
            written.append(_after(character, open_vowel))
            open_vowel = False
    return "".join(written)


def _after(character: str, open_vowel: bool) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    if character == _VIRAMA:
        return ""
    return "a" * (open_vowel and character in _NASAL) + (_NASAL | _VOWELS).get(character, character)
