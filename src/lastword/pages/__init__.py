"""One question a page: what it says, its numbers, its chart, the rows behind."""

from __future__ import annotations

from typing import Any

__all__ = ["Kind", "Page", "kinds", "pages_of"]


def __getattr__(name: str) -> Any:
    from lastword.pages import page, registry

    for module in (page, registry):
        if name in __all__ and hasattr(module, name):
            return getattr(module, name)
    raise AttributeError(f"module 'lastword.pages' has no attribute {name!r}")
