"""What kind of file it is: told by its first bytes, not by its name."""

from __future__ import annotations

from lastword.errors import InputRefused
from lastword.ingest.decode.hints import Format

MAGIC: tuple[tuple[bytes, Format | str], ...] = (
    (b"PAR1", "parquet"),
    (b"PK\x03\x04", "workbook"),
    (b"\xd0\xcf\x11\xe0", "workbook"),
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3", "a SQLite database"),
    (b"BZh", "packed with bzip2"),
    (b"\xfd7zXZ", "packed with xz"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd"),
    (b"7z\xbc\xaf", "packed with 7-Zip"),
    (b"Rar!", "packed with RAR"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a recording"),
    (b"ID3", "a recording"),
    (b"OggS", "a recording"),
)
TABULAR = ("parquet", "workbook")
MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<head", b"<body")


def tell_format(head: bytes, text: str, label: str) -> Format:
    """Name the format of a file.

    Parameters
    ----------
    head
        First bytes, unpacked.
    text
        The same as text, if it is text.

    Raises
    ------
    InputRefused
        If the file is empty or of a kind that holds no table.
    """
    if not head.strip(b"\0 \t\r\n"):
        raise InputRefused(f"{label}: the file is empty. Export it again.")
    for magic, kind in MAGIC:
        if head.startswith(magic):
            if kind in TABULAR:
                return kind  # type: ignore[return-value]
            raise InputRefused(
                f"{label}: is {kind}. Give CSV, TSV, JSON, JSON lines, Parquet or XLSX; "
                "plain, gzip or zip."
            )
    if head[257:262] == b"ustar":
        raise InputRefused(f"{label}: is a tar archive. Unpack it, or pack the files as zip.")
    if text.lstrip().lower().encode().startswith(MARKUP):
        raise InputRefused(
            f"{label}: is a web page or XML, whatever its name says. Export it as CSV or XLSX."
        )
    return _text_format(text.lstrip(), label)


def _text_format(text: str, label: str) -> Format:
    if text.startswith("["):
        inner = text[1:].lstrip()
        return "json" if inner.startswith(("{", "]")) or not inner else "delimited"
    if not text.startswith("{"):
        return "delimited"
    if label.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson")):
        return "jsonl"
    first, _, rest = text.partition("\n")
    is_line = first.rstrip().endswith("}") and rest.lstrip(" \t\r\n").startswith("{")
    return "jsonl" if is_line else "json"
