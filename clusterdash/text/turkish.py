"""Turkish letters: case, sorting and search that know ı from i.

Python's own lower() turns I into i and İ into i with a loose dot, and its sorting puts Çorum after Zonguldak.
"""

import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

_Option = TypeVar("_Option")

# q, w and x are not in the Turkish alphabet; they stand where dictionaries put them.
_ALPHABET = "abcçdefgğhıijklmnoöpqrsştuüvwxyz"
_PLACE = {letter: place for place, letter in enumerate(_ALPHABET)}
_BLANK, _DIGIT, _LETTER, _OTHER = range(4)


def lower(text: str) -> str:
    """Small letters: "IĞDIR" → "ığdır", "İZMİR" → "izmir"."""
    return _composed(text).replace("I", "ı").replace("İ", "i").lower()


def upper(text: str) -> str:
    """Capital letters: "ığdır" → "IĞDIR", "izmir" → "İZMİR"."""
    return _composed(text).replace("i", "İ").replace("ı", "I").upper()


def fold(text: str) -> str:
    """A form for search in which case, marks and blanks do not count: "ÇORUM", "çorum", "Corum" → "corum"."""
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return " ".join(bare.replace("ı", "i").casefold().split())


def sort_key(text: str) -> tuple[object, ...]:
    """A key that sorts as a Turkish dictionary does: blanks, digits, a b c ç … ı i … z, then other scripts.

    Circumflex, then case (small first) count only between words that are otherwise equal.
    """
    exact, small = _composed(text), lower(text)
    capitals = tuple(letter.isupper() for letter in exact)
    return (tuple(map(_place, _without_foreign_marks(small))), small, capitals, exact)


def search(options: Iterable[_Option], query: str, text: Callable[[_Option], str] = str) -> list[_Option]:
    """The options that contain every word of the query, whatever its case and marks.

    Options that begin with the query come first, then those in which a word does, then those that contain
    it, then the rest; inside each group the given order stays. An empty query finds everything.
    """
    wanted = fold(query)
    words = wanted.split()

    def place(option: _Option) -> int | None:
        folded = fold(text(option))
        if folded.startswith(wanted):
            return 0
        if f" {wanted}" in folded:
            return 1
        if wanted in folded:
            return 2
        return 3 if all(word in folded for word in words) else None

    found = [(place(option), option) for option in options]
    return [option for group in range(4) for at, option in found if at == group]


def _place(letter: str) -> tuple[int, int]:
    if letter in _PLACE:
        return _LETTER, _PLACE[letter]
    if letter.isdecimal():
        return _DIGIT, unicodedata.decimal(letter)
    if letter.isalpha():
        return _OTHER, ord(letter)
    return _BLANK, 0 if letter.isspace() else ord(letter)


def _without_foreign_marks(small: str) -> str:
    """Letters of the alphabet as they are, others without their marks: â → a, é → e."""
    bare = []
    for letter in small:
        plain = unicodedata.normalize("NFKD", letter)
        bare.append(letter if letter in _PLACE else "".join(m for m in plain if not unicodedata.combining(m)))
    return "".join(bare)


def _composed(text: str) -> str:
    """Letters and marks joined; a dot on a dotted i is nothing new."""
    return unicodedata.normalize("NFC", text).replace("i\u0307", "i")
