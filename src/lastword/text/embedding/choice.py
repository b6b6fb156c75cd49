"""Which embedder a project uses: the default, the fallback, or a folder of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lastword.errors import UsageError
from lastword.text.embedding import static
from lastword.text.embedding.embedder import Embedder
from lastword.text.embedding.folder import open_folder
from lastword.text.embedding.tfidf import TfIdfEmbedder


def embedder_named(name: str) -> Embedder:
    """Open an embedder.

    Parameters
    ----------
    name
        ``"default"``: WordLlama where it is installed, else tf-idf; ``"tf-idf"``; or the path of
        a model folder.

    Raises
    ------
    UsageError
        If it is neither a word nor a folder.
    """
    if name == "default":
        return default_embedder()
    if name == "tf-idf":
        return TfIdfEmbedder()
    if Path(name).is_dir():
        return open_folder(Path(name))
    raise UsageError(
        f'[voice] model: {name!r} is no folder. Name a model folder, or write "default" or '
        '"tf-idf".'
    )


@cache
def default_embedder() -> Embedder:
    """WordLlama's vectors where the package is installed, else tf-idf."""
    folder = static.installed()
    return TfIdfEmbedder() if folder is None else static.wordllama(folder)
