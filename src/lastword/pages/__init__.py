"""One question a page: what it says, its numbers, its chart, the rows behind."""

from lastword.pages.page import Kind, Page
from lastword.pages.registry import kinds, pages_of

__all__ = ["Kind", "Page", "kinds", "pages_of"]
