# A column's name taken apart: full-width to ASCII, remarks in brackets and numbering away,
# camelCase and snake_case into words, Han runs kept whole. Only the spelling is dealt with
# here; what a name means stands in the packs of recognisers.
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

__all__ = ["HAN", "Name", "code_of", "name_of", "plain_word", "segments", "spellings"]

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_PIECES = re.compile(f"([{HAN}]+)|([A-Z]+(?![a-z])|[A-Z]?[a-z]+)")
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|<[^<>]*>|《[^《》]*》|「[^「」]*」")
_MARKS = re.compile(r"[,，;；:：、。.|/\r\n]+")
# White space parts Chinese text, while in English it only parts words.
_MARKS_AND_SPACE = re.compile(r"[,，;；:：、。.|/\s]+")
_ANY_HAN = re.compile(f"[{HAN}]")
# 联系电话一, 联系电话二: numbering, as 1 and 2 are.
_NUMBERING = re.compile(f"(?<=[{HAN}]{{2}})[一二三四五六七八九十]$")
# A code of letters and digits, behind the mark of a kind (F_, C_) or none.
_CODE = re.compile("(?:[A-Za-z]_)?([A-Za-z]+[0-9]+[A-Za-z]?)")
_LONGEST = 200
_PLURAL_FROM = 4

# Spellings of one English word in column names; American and British, long and short.
_SPELLINGS: Mapping[str, str] = {
    spelling: word
    for word, spellings in {
        "account": "acct acc acnt",
        "address": "addr adr addrs",
        "birth": "brth",
        "certificate": "cert certi",
        "code": "cd",
        "company": "cmpy",
        "customer": "cust cstmr",
        "date": "dt",
        "department": "dept",
        "diagnosis": "diag diagnose diagnoses",
        "disease": "dise",
        "employee": "emp",
        "enterprise": "entp",
        "identity": "ident idnt",
        "insurance": "insur ins",
        "license": "licence lic",
        "mobile": "mob mbl",
        "name": "nm",
        "number": "no num nbr nr numb",
        "organization": "organisation org",
        "password": "passwd pwd psw pswd passwrd",
        "patient": "pat",
        "person": "psn",
        "phone": "phn",
        "student": "stu",
        "telephone": "tel telno",
        "user": "usr",
    }.items()
    for spelling in spellings.split()
}


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared: Latin in lower case, nothing between its parts.

    `spans` are the places of its Latin words in `flat`, `words` the same words in their
    plain form (singular, long); `han` says that there are Han characters in it.
    """

    flat: str
    spans: tuple[tuple[int, int], ...]
    words: tuple[str, ...]
    han: bool


def name_of(text: str) -> Name:
    """The parts of a name; remarks in brackets, digits and signs do not count.

    >>> name_of("homeAddr_2").words
    ('home', 'address')
    >>> name_of("联系电话1（必填）").flat
    '联系电话'
    """
    normal = unicodedata.normalize("NFKC", text[:_LONGEST])
    bare = _REMARK.sub(" ", normal) if any(sign in normal for sign in "([【<《「") else normal
    name = _parts(bare)
    return name if name.flat or bare == normal else _parts(normal)


def code_of(text: str) -> str:
    """A name as standards of fields number it, without a mark before; "" without any digit.

    >>> code_of("F_aac003"), code_of("AAC003"), code_of("name")
    ('aac003', 'aac003', '')
    """
    found = _CODE.fullmatch(unicodedata.normalize("NFKC", text[:_LONGEST]).strip())
    return found[1].lower() if found else ""


def segments(text: str) -> list[str]:
    """The pieces of a longer text between its marks, without remarks, in order."""
    normal = _REMARK.sub(" ", unicodedata.normalize("NFKC", text[:_LONGEST]))
    marks = _MARKS_AND_SPACE if _ANY_HAN.search(normal) else _MARKS
    return [piece.strip() for piece in marks.split(normal) if piece.strip()]


def plain_word(word: str) -> str:
    """An English word in lower case, singular, by its long spelling.

    >>> plain_word("addrs"), plain_word("cities"), plain_word("address")
    ('address', 'city', 'address')
    """
    known = _SPELLINGS.get(word)
    if known is not None:
        return known
    if len(word) < _PLURAL_FROM or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    singular = word[:-2] if word.endswith(("sses", "xes", "ches", "shes")) else word[:-1]
    return _SPELLINGS.get(singular, singular)


def spellings(words: tuple[str, ...], most: int = 12) -> Iterator[str]:
    """A term's words run together, first as they are, then with short spellings."""
    yield "".join(words)
    made = 0
    for spelling, word in _SPELLINGS.items():
        if word in words:
            yield "".join(spelling if each == word else each for each in words)
            made += 1
            if made >= most:
                return


def _parts(text: str) -> Name:
    flat: list[str] = []
    spans: list[tuple[int, int]] = []
    words: list[str] = []
    size, han = 0, False
    for match in _PIECES.finditer(text):
        run, word = match.groups()
        if run is not None:
            run = _NUMBERING.sub("", run)
            flat.append(run)
            size += len(run)
            han = True
        else:
            lower = word.lower()
            flat.append(lower)
            spans.append((size, size + len(lower)))
            words.append(plain_word(lower))
            size += len(lower)
    return Name("".join(flat), tuple(spans), tuple(words), han)
