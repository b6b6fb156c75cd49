"""Buckets that every engine computes alike: md5, never an engine's own hash."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir


def bucket_of(key: ir.StringValue, buckets: int) -> ir.IntegerValue:
    """Number of the bucket, 0 … `buckets` − 1, of a text key.

    The first three hexadecimal digits of the key's md5, modulo `buckets` (at most 4,096).
    """
    digest = key.hexdigest("md5")
    number = sum(
        (ibis.literal("0123456789abcdef").find(digest.substr(place, 1)) * weight)
        for place, weight in ((0, 256), (1, 16), (2, 1))
    )
    return (number % buckets).cast("int64")


def part_of(key: ir.Value, parts: int) -> ir.IntegerValue:
    """Number of the part, 0 … `parts` − 1, of any key, by the engine's own hash.

    Much faster than `bucket_of`, but other parts on another engine: only for work that is cut up
    to fit into memory and added up again.
    """
    return (key.hash() % parts).abs().cast("int64")
