"""Every record becomes a row, a reject with a reason, or is left out with a reason."""

from __future__ import annotations

from tests.ingest.conftest import stage_of  # noqa: F401
