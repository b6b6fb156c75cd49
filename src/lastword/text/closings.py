"""Thanks and good-byes: messages that close a conversation and need no answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

PHRASES = {
    "en": "thanks?|thank you|thx|ty|cheers|much appreciated|appreciate it|great|perfect|"
    "ok(ay)?|got it|that['’]?s all|sorted|works now|all good|bye|good ?bye|have a (nice|good) "
    "(day|one|evening|weekend)|you too|will do|no worries|resolved",
    "de": "dank(e|eschön)?|vielen dank|besten dank|alles klar|passt|super|prima|erledigt|"
    "tschüss|auf wiedersehen|schönen (tag|abend)|ebenfalls|hat geklappt|in ordnung|"
    "mit freundlichen grüßen",
    "fr": "merci( beaucoup| bien)?|parfait|super|d['’]accord|c['’]est bon|au revoir|"
    "bonne (journée|soirée)|de même|ça marche|cordialement",
    "es": "gracias|muchas gracias|perfecto|vale|de acuerdo|listo|adiós|hasta luego|"
    "buen día|buenas tardes|igualmente|ya funciona|saludos",
    "pt": "obrigad[oa]|muito obrigad[oa]|perfeito|está bem|certo|adeus|até logo|"
    "bom dia|boa tarde|igualmente|já funciona|cumprimentos",
    "it": "grazie( mille)?|perfetto|va bene|arrivederci|buona giornata|altrettanto|risolto",
    "nl": "bedankt|dank (je|u)( wel)?|prima|in orde|tot ziens|fijne dag|opgelost",
}
"""Closing phrases by language, as regular expressions in lower case."""

OBJECTIONS = (
    "but|however|still|not|cannot|aber|jedoch|noch|nicht|keine?|mais|toujours|pas|"
    "pero|sigue|todavía|no funciona|no puedo|mas|ainda|não|però|ancora|non|maar|niet|nog"
)
"""Words that turn a thank-you into an open matter."""

LONGEST_CLOSING = 120
_EDGE = r"[\s.,;:!\-–()]"
_CLOSING = rf"(^|{_EDGE})({'|'.join(PHRASES.values())})($|{_EDGE})"
_OBJECTION = rf"(^|{_EDGE})({OBJECTIONS})($|{_EDGE})|n['’]t($|{_EDGE})"
_LETTER = r"[^\s\d.,;:!()\-–]"
_QUESTION = r"[?؟？]"


def asks_for_answer(text: ir.StringValue) -> ir.BooleanValue:
    """Whether a customer's message needs an answer.

    It does unless it is short and thanks, agrees or takes leave, without a question mark and
    without an objection (“thanks, but it still fails”). Null for null.
    """
    words = text.strip().lower()
    is_closing = (words.length() <= LONGEST_CLOSING) & words.re_search(_CLOSING)
    is_open = words.re_search(_QUESTION) | words.re_search(_OBJECTION)
    has_letters = words.re_search(_LETTER)
    return is_open | (has_letters & ~is_closing)


def needs_answer(text: str) -> bool:
    """Say of one message whether it needs an answer; the same rule as `asks_for_answer`.

    Examples
    --------
    >>> needs_answer("Thanks, have a nice day!"), needs_answer("Danke, aber es geht nicht.")
    (False, True)
    """
    words = text.strip().lower()
    is_closing = len(words) <= LONGEST_CLOSING and bool(re.search(_CLOSING, words))
    is_open = bool(re.search(_QUESTION, words) or re.search(_OBJECTION, words))
    return is_open or (bool(re.search(_LETTER, words)) and not is_closing)
