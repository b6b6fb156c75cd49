"""Roles of questions by their wording, in seven languages."""

from __future__ import annotations

import pytest

from lastword.text.questions import UNREAD, ends_in, read_question
from lastword.verdict.wordings import QUESTIONS, Wording

EVERY = [(wording, language) for wording in QUESTIONS for language in wording.texts]
ASKED = {
    "csat": [
        "Overall, how satisfied are you with the service you received?",
        "How satisfied are you with the way your issue was resolved?",
        "How would you rate your experience with our support team?",
        "Wie zufrieden sind Sie insgesamt mit unserem Kundenservice?",
        "Bitte bewerten Sie unseren Service (1 = sehr gut, 6 = sehr schlecht).",
        "Comment évaluez-vous notre service client ?",
        "Êtes-vous satisfait de la réponse apportée ?",
        "¿Cómo calificaría su experiencia con nuestro servicio?",
        "Como avalia o nosso atendimento?",
        "Hoe tevreden bent u over onze klantenservice?",
        "Quanto è soddisfatto del servizio ricevuto?",
    ],
    "nps": [
        "On a scale from 0 to 10, how likely are you to recommend us to a friend?",
        "Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?",
        "Recommanderiez-vous notre entreprise à un proche ?",
        "¿Con qué probabilidad nos recomendaría a un amigo?",
        "Qual a probabilidade de nos recomendar a um amigo?",
        "Hoe waarschijnlijk is het dat u ons aanbeveelt?",
        "Con quale probabilità ci raccomanderebbe a un amico?",
    ],
    "ces": [
        "How easy was it to get your issue resolved?",
        "How much effort did you personally have to put forth to handle your request?",
        "Wie leicht war es für Sie, Ihr Anliegen klären zu lassen?",
        "Wie viel Aufwand hatten Sie, um Ihr Problem zu lösen?",
        "Avez-vous pu résoudre facilement votre problème ?",
        "¿Cuánto esfuerzo le supuso resolver su consulta?",
        "Foi fácil resolver o seu problema?",
        "Hoeveel moeite kostte het om uw probleem op te lossen?",
        "È stato facile risolvere il suo problema?",
    ],
    "resolved": [
        "Was your issue resolved to your satisfaction?",
        "Did we answer your question?",
        "Konnten wir Ihr Anliegen lösen?",
        "Wurde Ihr Problem zu Ihrer Zufriedenheit gelöst?",
        "Votre demande a-t-elle été traitée ?",
        "¿Se ha resuelto su consulta?",
        "A sua questão foi resolvida?",
        "Is uw vraag beantwoord?",
        "Il suo problema è stato risolto?",
    ],
    "contacts_needed": [
        "How many times did you need to contact us to get this resolved?",
        "Wie viele Anrufe waren nötig, bis das Problem gelöst war?",
        "Combien d'appels avez-vous dû passer ?",
        "¿Cuántas llamadas necesitó?",
        "Quantos contactos foram necessários?",
        "Hoe vaak moest u contact opnemen?",
        "Quante volte ha dovuto contattarci?",
    ],
    "expectation": [
        "Did our service meet your expectations?",
        "Wurden Ihre Erwartungen erfüllt?",
        "Notre réponse a-t-elle été à la hauteur de vos attentes ?",
        "¿Cumplió el servicio sus expectativas?",
        "O serviço correspondeu às suas expectativas?",
        "Was dit zoals u verwachtte of verwacht had?",
        "Il servizio ha soddisfatto le sue aspettative?",
    ],
    "loyalty": [
        "How likely are you to remain our customer?",
        "Wie wahrscheinlich ist es, dass Sie Kunde bleiben?",
        "Pensez-vous rester client chez nous ?",
        "¿Piensa seguir siendo cliente?",
        "Pretende continuar a ser nosso cliente?",
        "Zult u klant blijven?",
        "Pensa di rimanere nostro cliente?",
    ],
    "comment": [
        "Why did you give this score?",
        "Is there anything else you would like to tell us?",
        "Was können wir besser machen?",
        "Pourquoi cette note ?",
        "Que pourrions-nous améliorer ?",
        "¿Por qué nos ha puntuado así?",
        "O que poderíamos melhorar?",
        "Waarom geeft u dit cijfer?",
        "Perché ha dato questo voto?",
    ],
}
ATTRIBUTES = {
    "courtesy": ["The agent was friendly and polite.", "Wie höflich war unser Mitarbeiter?",
                 "Le conseiller a-t-il été aimable ?", "¿Fue amable el agente?",
                 "O atendente foi simpático?", "De medewerker was vriendelijk.",
                 "L'operatore è stato cortese?"],
    "speed": ["How satisfied are you with the waiting time?", "Wie lang war die Wartezeit?",
              "Que pensez-vous du temps d'attente ?", "¿Qué opina del tiempo de espera?",
              "O que acha do tempo de espera?", "Wat vond u van de wachttijd?",
              "Come giudica i tempi di attesa?"],
    "competence": ["The agent was knowledgeable.", "Der Berater war kompetent.",
                   "Le conseiller était compétent.", "El agente tenía conocimientos.",
                   "O agente era competente.", "De medewerker was deskundig.",
                   "L'operatore era competente."],
}  # fmt: skip
NOBODY_KNOWS = [
    "What is your order number?",
    "Which product do you own?",
    "How often do you use our app?",
    "In welcher Filiale waren Sie?",
    "Quel âge avez-vous ?",
    "¿En qué ciudad vive?",
    "First Click",
]


@pytest.mark.parametrize(
    ("wording", "language"), EVERY, ids=[f"{w.role}-{language}" for w, language in EVERY]
)
def test_our_own_questions_are_read(wording: Wording, language: str) -> None:
    asked = read_question(wording.texts[language].question)
    assert (asked.role, asked.higher_is) == (wording.role, wording.higher_is)


@pytest.mark.parametrize("role", ASKED)
def test_questions_in_use_are_read(role: str) -> None:
    assert {text: read_question(text).role for text in ASKED[role]} == dict.fromkeys(
        ASKED[role], role
    )


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_experiences_are_read(attribute: str) -> None:
    found = {text: read_question(text) for text in ATTRIBUTES[attribute]}
    assert {text: (a.role, a.attribute) for text, a in found.items()} == dict.fromkeys(
        ATTRIBUTES[attribute], ("attribute", attribute)
    )


@pytest.mark.parametrize("wording", NOBODY_KNOWS)
def test_nothing_is_guessed(wording: str) -> None:
    asked = read_question(wording)
    assert (asked.role, asked.why) == (None, UNREAD)


def test_two_questions_in_one_are_left_open() -> None:
    for wording in (
        "Was your problem solved in the first contact?",
        "Wurde Ihr Anliegen im ersten Anruf gelöst?",
        "Votre problème a-t-il été résolu dès le premier appel ?",
        "¿Se resolvió su problema en la primera llamada?",
        "O seu problema foi resolvido no primeiro contacto?",
    ):
        asked = read_question(wording)
        assert asked.role is None and "two things" in asked.why


def test_easy_and_hard_run_in_opposite_directions() -> None:
    assert read_question("How easy was it?").higher_is == "better"
    assert read_question("How much effort did it take?").higher_is == "worse"


def test_a_wording_may_name_its_scale() -> None:
    assert ends_in("Auf einer Skala von 1 bis 7") == (1, 7)
    assert ends_in("de 0 à 10, recommanderiez-vous …") == (0, 10)
    assert ends_in("¿De 1 a 5 …?") == (1, 5)
    assert ends_in("Were you called back within 1 to 2 days?") is None
