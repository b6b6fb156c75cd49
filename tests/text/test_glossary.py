"""One wish in six languages is compared as one; different wishes stay apart."""

from __future__ import annotations

import numpy as np
import pytest

from lastword.text.embedding import default_embedder
from lastword.text.glossary import glossed

SMS = [
    "Could you not simply text me before the engineer comes?",
    "Können Sie mir nicht einfach eine SMS schicken, bevor der Techniker kommt?",
    "Ne pourriez-vous pas m'envoyer un SMS avant la venue du technicien ?",
    "¿No podrían mandarme un SMS antes de que venga el técnico?",
    "Non potreste mandarmi un SMS prima che il tecnico viene?",
]
OTHERS = [
    "Es wäre schön, wenn man in der App den Vertrag ändern könnte.",
    "Il serait bien de pouvoir choisir la date de livraison du colis.",
    "Me gustaría pagar la factura con tarjeta.",
]


def test_english_and_unknown_words_stay() -> None:
    assert glossed(SMS[0]) == SMS[0]
    assert glossed("") == ""
    assert glossed("Let me know, no need to call me") == "Let me know, no need to call me"
    assert "flurbel" in glossed("Ich hätte gern eine Flurbel")


@pytest.mark.skipif(default_embedder().name == "tf-idf", reason="wordllama is not installed")
def test_wishes_meet_across_languages_and_only_there() -> None:
    vectors = default_embedder().embed([glossed(text) for text in SMS + OTHERS])
    alike = vectors @ vectors.T
    same = alike[: len(SMS), : len(SMS)][np.triu_indices(len(SMS), 1)]
    other = np.concatenate(
        [
            alike[: len(SMS), len(SMS) :].ravel(),
            alike[len(SMS) :, len(SMS) :][np.triu_indices(3, 1)],
        ]
    )
    assert same.mean() >= 0.6
    assert other.max() < 0.6
