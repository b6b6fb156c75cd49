"""The questions of a customer survey in five languages, with values and scales."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

LANGUAGES = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "pt": "Português",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A question and its answers in one language, in the order of the values."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """One question: what it measures, its values, and its text in every language.

    Parameters
    ----------
    role
        Role of `answers` that it fills.
    values
        Number of each answer.
    scale_min, scale_max, higher_is
        The scale to declare when the answers are loaded.
    """

    role: str
    values: tuple[float, ...]
    scale_min: float
    scale_max: float
    higher_is: Literal["better", "worse"]
    texts: Mapping[str, Text]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "role": self.role,
            "values": list(self.values),
            "scale_min": self.scale_min,
            "scale_max": self.scale_max,
            "higher_is": self.higher_is,
            "texts": {
                language: {"question": text.question, "answers": list(text.answers)}
                for language, text in self.texts.items()
            },
        }


RESOLVED = Wording(
    "resolved",
    (1, 0.5, 0),
    0,
    1,
    "better",
    {
        "en": Text("Is the problem that you contacted us about solved?", ("Yes", "Partly", "No")),
        "de": Text(
            "Ist das Problem gelöst, wegen dem Sie sich an uns gewandt haben?",
            ("Ja", "Teilweise", "Nein"),
        ),
        "fr": Text(
            "Le problème pour lequel vous nous avez contactés est-il résolu ?",
            ("Oui", "En partie", "Non"),
        ),
        "es": Text(
            "¿Está resuelto el problema por el que se puso en contacto con nosotros?",
            ("Sí", "En parte", "No"),
        ),
        "pt": Text(
            "O problema pelo qual nos contactou está resolvido?", ("Sim", "Em parte", "Não")
        ),
    },
)

CONTACTS_NEEDED = Wording(
    "contacts_needed",
    (1, 2, 3, 4),
    1,
    4,
    "worse",
    {
        "en": Text(
            "How many times did you have to contact us about it, counting every channel?",
            ("Once", "Twice", "Three times", "More often"),
        ),
        "de": Text(
            "Wie oft mussten Sie sich deswegen an uns wenden, alle Wege zusammengezählt?",
            ("Einmal", "Zweimal", "Dreimal", "Öfter"),
        ),
        "fr": Text(
            "Combien de fois avez-vous dû nous contacter à ce sujet, tous canaux confondus ?",
            ("Une fois", "Deux fois", "Trois fois", "Plus souvent"),
        ),
        "es": Text(
            "¿Cuántas veces tuvo que contactarnos por este motivo, contando todos los canales?",
            ("Una vez", "Dos veces", "Tres veces", "Más veces"),
        ),
        "pt": Text(
            "Quantas vezes teve de nos contactar por este motivo, contando todos os canais?",
            ("Uma vez", "Duas vezes", "Três vezes", "Mais vezes"),
        ),
    },
)

EXPECTATION = Wording(
    "expectation",
    (-1, 0, 1),
    -1,
    1,
    "better",
    {
        "en": Text(
            "Compared with what you expected, was the way we handled it …",
            ("below expectation", "as expected", "above expectation"),
        ),
        "de": Text(
            "Gemessen an Ihren Erwartungen: War unser Umgang damit …",
            ("schlechter als erwartet", "wie erwartet", "besser als erwartet"),
        ),
        "fr": Text(
            "Par rapport à vos attentes, notre prise en charge a été …",
            ("en dessous de vos attentes", "conforme à vos attentes", "au-dessus de vos attentes"),
        ),
        "es": Text(
            "En comparación con lo que esperaba, nuestra atención fue …",
            ("peor de lo esperado", "como esperaba", "mejor de lo esperado"),
        ),
        "pt": Text(
            "Em comparação com o que esperava, o nosso atendimento foi …",
            ("abaixo do esperado", "como esperado", "acima do esperado"),
        ),
    },
)

EFFORT = Wording(
    "ces",
    (1, 2, 3, 4, 5, 6, 7),
    1,
    7,
    "better",
    {
        "en": Text(
            "How far do you agree? “The company made it easy for me to handle my issue.”",
            (
                "Strongly disagree",
                "Disagree",
                "Somewhat disagree",
                "Neither agree nor disagree",
                "Somewhat agree",
                "Agree",
                "Strongly agree",
            ),
        ),
        "de": Text(
            "Wie sehr stimmen Sie zu? „Das Unternehmen hat es mir leicht gemacht, mein Anliegen zu "
            "regeln.“",
            (
                "Stimme überhaupt nicht zu",
                "Stimme nicht zu",
                "Stimme eher nicht zu",
                "Weder noch",
                "Stimme eher zu",
                "Stimme zu",
                "Stimme voll und ganz zu",
            ),
        ),
        "fr": Text(
            "Dans quelle mesure êtes-vous d’accord ? « L’entreprise m’a permis de régler "
            "facilement mon problème. »",
            (
                "Pas du tout d’accord",
                "Pas d’accord",
                "Plutôt pas d’accord",
                "Ni d’accord ni pas d’accord",
                "Plutôt d’accord",
                "D’accord",
                "Tout à fait d’accord",
            ),
        ),
        "es": Text(
            "¿Hasta qué punto está de acuerdo? «La empresa me facilitó la gestión de mi asunto.»",
            (
                "Totalmente en desacuerdo",
                "En desacuerdo",
                "Algo en desacuerdo",
                "Ni de acuerdo ni en desacuerdo",
                "Algo de acuerdo",
                "De acuerdo",
                "Totalmente de acuerdo",
            ),
        ),
        "pt": Text(
            "Até que ponto concorda? «A empresa facilitou-me a resolução do meu assunto.»",
            (
                "Discordo totalmente",
                "Discordo",
                "Discordo em parte",
                "Não concordo nem discordo",
                "Concordo em parte",
                "Concordo",
                "Concordo totalmente",
            ),
        ),
    },
)

CSAT = Wording(
    "csat",
    (1, 2, 3, 4, 5),
    1,
    5,
    "better",
    {
        "en": Text(
            "How satisfied are you with the way we handled it?",
            ("Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied"),
        ),
        "de": Text(
            "Wie zufrieden sind Sie damit, wie wir uns darum gekümmert haben?",
            ("Sehr unzufrieden", "Unzufrieden", "Weder noch", "Zufrieden", "Sehr zufrieden"),
        ),
        "fr": Text(
            "Dans quelle mesure êtes-vous satisfait de notre prise en charge ?",
            (
                "Très insatisfait",
                "Insatisfait",
                "Ni l’un ni l’autre",
                "Satisfait",
                "Très satisfait",
            ),
        ),
        "es": Text(
            "¿Qué grado de satisfacción tiene con nuestra atención?",
            (
                "Muy insatisfecho",
                "Insatisfecho",
                "Ni una cosa ni otra",
                "Satisfecho",
                "Muy satisfecho",
            ),
        ),
        "pt": Text(
            "Qual o seu grau de satisfação com o nosso atendimento?",
            (
                "Muito insatisfeito",
                "Insatisfeito",
                "Nem um nem outro",
                "Satisfeito",
                "Muito satisfeito",
            ),
        ),
    },
)

QUESTIONS = (RESOLVED, CONTACTS_NEEDED, EXPECTATION, EFFORT, CSAT)
