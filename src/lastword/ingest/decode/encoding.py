"""Which encoding a text has: declared, or proven by the bytes; everything becomes UTF-8."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

from lastword.errors import InputRefused

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CODE_PAGES = ("cp1252", "iso-8859-15", "cp1250", "cp1251", "cp850", "mac-roman", "shift_jis")

DAMAGED = "\udcff"
"""Stands for bytes that the declared encoding does not know; becomes a byte UTF-8 never has."""

codecs.register_error("lastword.damaged", lambda error: (DAMAGED, error.end))  # type: ignore[attr-defined]


def prove_encoding(head: bytes, declared: str | None, label: str) -> str | None:
    """Name the encoding of a text.

    A byte order mark is proof, and so is every second byte being zero (UTF-16). UTF-8 is proven
    by characters of several bytes, which no other encoding forms by chance; pure ASCII needs no
    proof. `None` means: UTF-8 as far as `head` goes, to be confirmed by the rest.

    Raises
    ------
    InputRefused
        If the declared encoding is unknown.
    """
    for mark, name in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return name
    if declared:
        try:
            return codecs.lookup(declared).name
        except LookupError as error:
            raise InputRefused(
                f"{label}: unknown encoding {declared!r}. Use a name such as utf-8, cp1252, "
                "iso-8859-15 or utf-16."
            ) from error
    return _wide(head)


def _wide(head: bytes) -> str | None:
    half = len(head) // 2
    if half < 4:
        return None
    even, odd = head[0 : 2 * half : 2].count(0), head[1 : 2 * half : 2].count(0)
    for zeros, others, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros > 0.7 * half and others == 0:
            return name
    return None


def as_utf8(chunks: Iterable[bytes], encoding: str | None) -> Iterator[bytes]:
    """Re-encode as UTF-8, without byte order mark.

    Bytes that the encoding does not know become a byte that is never valid in UTF-8, so that
    whoever splits the records finds and quarantines them.
    """
    source = iter(chunks)
    if encoding in (None, "utf-8"):
        first = next(source, b"")
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from source
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors="lastword.damaged")
    is_first = True
    for chunk in source:
        text = decoder.decode(chunk)
        yield (text.removeprefix("\ufeff") if is_first else text).encode("utf-8", "surrogateescape")
        is_first = False
    yield decoder.decode(b"", True).encode("utf-8", "surrogateescape")


def unproven(label: str, line: int, value: bytes) -> InputRefused:
    """The refusal of a text that is not UTF-8 and does not say what it is."""
    try:
        value.decode()
        place = 0
    except UnicodeDecodeError as error:
        place = error.start
    shown = value[max(0, place - 20) : place + 20].strip()
    readings = [f"{name} reads “{text}”" for name in CODE_PAGES if (text := _read_as(shown, name))]
    examples = f" ({'; '.join(readings[:4])})" if readings else ""
    return InputRefused(
        f"{label} line {line}: byte 0x{value[place]:02X} is not UTF-8, and nothing in the file "
        'proves its encoding. Declare it in the mapping, for example encoding = "cp1252"'
        f"{examples}."
    )


def _read_as(shown: bytes, name: str) -> str | None:
    try:
        text = shown.decode(name)
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() else None
