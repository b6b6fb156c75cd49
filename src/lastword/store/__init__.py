"""The project's files: loads, generations, pointer, ledger, corrections, erasure."""

from __future__ import annotations

from lastword.store.corrections import Correction, Corrections
from lastword.store.generations import Generation, Published
from lastword.store.loads import LoadParts
from lastword.store.manifests import GenerationManifest, LoadManifest, Reconciliation
from lastword.store.store import Store

__all__ = [
    "Correction",
    "Corrections",
    "Generation",
    "GenerationManifest",
    "LoadManifest",
    "LoadParts",
    "Published",
    "Reconciliation",
    "Store",
]
