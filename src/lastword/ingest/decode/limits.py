"""How much of a file is held, and where a file stops being plausible."""

from __future__ import annotations

BLOCK = 4 * 2**20
"""Bytes of text that are split and parsed at once."""

SAMPLE = 2**18
"""Bytes from which encoding, delimiter and header are proven."""

LONGEST_RECORD = 16 * 2**20
"""Bytes of one record; a longer one is quarantined."""

MOST_COLUMNS = 20_000
"""Columns of one table; a wider one is refused."""

DEEPEST = 200
"""Levels of nesting in one JSON record; a deeper one is quarantined."""

EXPANSION = 500
"""Bytes out of one compressed byte, once `EXPANSION_FROM` is passed; beyond it: a bomb."""

EXPANSION_FROM = 64 * 2**20
"""Bytes of output from which the expansion is judged."""

LARGEST_UNPACKED = 256 * 2**30
"""Bytes that one archive may unpack to."""

LARGEST_WORKBOOK = 2 * 2**30
"""Bytes that the sheets of one workbook may unpack to; a workbook is read whole."""

CLIP = 200
"""Characters of a quarantined value that are kept."""
