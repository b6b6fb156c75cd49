"""Archives, and files that hold no table."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Mapping

from ingest.hostile.case import SOUND, TABLE, Hostile
from lastword.ingest.decode.hints import Hints

STORED_HEADER = 15
"""Bytes of gzip before the first byte of data that are stored, not packed."""


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def packed(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _locked_zip() -> bytes:
    data = bytearray(packed({"calls.csv": TABLE}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1
    return bytes(data)


def _corrupt_member() -> bytes:
    rows = b"".join(b"%d,2024-05-01,text %d\n" % (i, i * i) for i in range(200))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo("calls.csv"), b"id,at,text\n" + rows)
    return buffer.getvalue().replace(b"text 10000\n", b"text 10001\n")


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("calls.csv")
        info.size = len(TABLE)
        archive.addfile(info, io.BytesIO(TABLE))
    return buffer.getvalue()


FOREIGN = (
    Hostile(
        "web page", "export.xls", b"<!DOCTYPE html><html><table></table></html>", refused="web page"
    ),
    Hostile("XML", "export.csv", b"<?xml version='1.0'?><rows/>", refused="web page or XML"),
    Hostile("PDF", "export.csv", b"%PDF-1.7\n...", refused="PDF"),
    Hostile("picture", "logo.png", b"\x89PNG\r\n\x1a\n0000", refused="picture"),
    Hostile("tar", "export.tar", _tar, refused="tar archive"),
    Hostile("7-Zip", "export.7z", b"7z\xbc\xaf\x27\x1c0000", refused="7-Zip"),
)

ARCHIVES = (
    Hostile("gzip", "a.csv.gz", _gzip(TABLE), read=3, holds=SOUND),
    Hostile(
        "gzip in two members",
        "a.csv.gz",
        _gzip(TABLE) + _gzip(b"4,2024,x\n"),
        read=4,
        holds={4: {"text": "x"}},
    ),
    Hostile(
        "gzip cut off",
        "a.csv.gz",
        lambda: gzip.compress(
            b"id,text\n" + b"".join(b"%04d,abcd\n" % i for i in range(900)), compresslevel=0
        )[: STORED_HEADER + 8 + 700 * 10 + 3],
        read=701,
        quarantined=((701, 702, None, "the file breaks off here: the gzip data are cut off"),),
        holds={700: {"id": "0699"}},
    ),
    Hostile(
        "gzip damaged",
        "a.csv.gz",
        _gzip(TABLE)[:-8] + b"\0" * 8,
        refused="damaged",
    ),
    Hostile(
        "gzip bomb", "a.csv.gz", lambda: _gzip(b"id,text\n" + b"0" * (80 * 2**20)), refused="bomb"
    ),
    Hostile("zip of two", "a.zip", packed({"one.csv": TABLE, "b/two.csv": TABLE}), read=6),
    Hostile(
        "zip with a pattern",
        "a.zip",
        packed({"one.csv": TABLE, "x.txt": b"Hi, you"}),
        Hints(member="*.csv"),
        read=3,
    ),
    Hostile("zip bomb", "a.zip", lambda: packed({"a.csv": b"0" * (80 * 2**20)}), refused="bomb"),
    Hostile(
        "zip in a zip",
        "a.zip",
        packed({"b.zip": packed({"c.csv": TABLE})}),
        refused="cannot be read",
    ),
    Hostile("zip with a password", "a.zip", _locked_zip, refused="password"),
    Hostile("zip damaged", "a.zip", packed({"a.csv": TABLE})[:60], refused="damaged"),
    Hostile("zip empty", "a.zip", packed({}), refused="holds no file"),
    Hostile(
        "zip from a Mac", "a.zip", packed({"a.csv": TABLE, "__MACOSX/._a.csv": b"\0\5\x16"}), read=3
    ),
    Hostile("zip that climbs out", "a.zip", packed({"../../../etc/a.csv": TABLE}), read=3),
    Hostile(
        "zip with a damaged member",
        "a.zip",
        _corrupt_member,
        refused="damaged",
    ),
    Hostile("gzip in a zip", "a.zip", packed({"a.csv.gz": _gzip(TABLE)}), read=3, holds=SOUND),
)
