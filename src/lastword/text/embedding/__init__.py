"""Embedders: texts in, unit vectors out; each works without a network."""

from __future__ import annotations

from lastword.text.embedding.choice import default_embedder, embedder_named
from lastword.text.embedding.embedder import Embedder, Vectors

__all__ = ["Embedder", "Vectors", "default_embedder", "embedder_named"]
