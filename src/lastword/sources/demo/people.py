"""People: what each system's books hold of a customer."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lastword.sources.demo.arrays import Ints
from lastword.sources.demo.chunk import Chunk
from lastword.sources.demo.columns import joined, moments
from lastword.sources.demo.customers import Customers
from lastword.sources.demo.outcomes import KINDS as OUTCOME_KINDS

MISSING, RIGHT, MISTYPED, PLACEHOLDER = range(4)
ACCOUNT_BASE = 100_000
SECOND_PHONES = 4_917_000_000_000
NO_PHONE = "+490000000000"

_GIVEN = (
    "Anna", "Ben", "Clara", "David", "Elif", "Finn", "Greta", "Hassan", "Ines", "Jonas", "Karla",
    "Liam", "Mia", "Noah", "Olga", "Paul", "Rosa", "Sami", "Tom", "Ute", "Vera", "Wim", "Yara",
)  # fmt: skip
_SURNAMES = (
    "Adler", "Bauer", "Costa", "Dietz", "Evans", "Fuchs", "Garcia", "Hahn", "Ibrahim", "Jansen",
    "Keller", "Lang", "Moreau", "Novak", "Olsen", "Petrov", "Quist", "Rossi", "Smith", "Turner",
    "Ulrich", "Vogt", "Walker", "Xu", "Young", "Zimmer", "Brandt", "Fischer", "Martin",
)  # fmt: skip
_STREETS = ("High Street", "Mill Lane", "Station Road", "Park Avenue", "Church Row", "Elm Close")


def account(customers: Customers, rows: Ints | slice = slice(None)) -> Ints:
    """Account number of each customer."""
    return customers.number[rows] + ACCOUNT_BASE


def email(customers: Customers, rows: Ints | slice = slice(None)) -> pa.Array:
    """E-mail address that each customer writes from."""
    number = customers.number[rows]
    given, surname = pc.utf8_lower(_given(number)), pc.utf8_lower(_surname(number))
    return joined(given, ".", surname, number, "@mail.example")


def caller(customers: Customers, rows: Ints | slice = slice(None)) -> pa.Array:
    """Telephone number that each customer calls from."""
    second = SECOND_PHONES + customers.number[rows]
    return joined("+", np.where(customers.second_phone[rows], second, customers.phone[rows]))


def customers_table(chunk: Chunk) -> pa.Table:
    """The customer records: one row an account, with typing errors and placeholders."""
    people = chunk.demand.customers
    number = people.number
    mail = email(people)
    mistyped = pc.replace_substring(mail, "@mail", "@mial")
    phone = joined("+", people.phone)
    wrong_phone = joined("+", people.phone + 1_000_000_000)
    return pa.table(
        {
            "account": account(people),
            "email": _held(people.book_email, mail, mistyped),
            "phone": _held(people.book_phone, phone, wrong_phone),
            "given_name": _given(number),
            "surname": _surname(number),
            "address": joined(number % 180 + 1, " ", _pick(number // 7, _STREETS)),
            "postcode": joined(number * 37 % 90_000 + 10_000),
            "birth_date": pa.array(people.born_days.astype(np.int32), type=pa.date32()),
        }
    )


def callers_table(chunk: Chunk) -> pa.Table:
    """The telephone system's book: the numbers that rang."""
    numbers = pc.unique(caller(chunk.demand.customers, known_to(chunk, 0)))
    return pa.table({"caller": numbers, "phone": numbers})


def visitors_table(chunk: Chunk) -> pa.Table:
    """The chat's book: visitors and their e-mail addresses."""
    people, rows = chunk.demand.customers, known_to(chunk, 1)
    return pa.table({"visitor": people.number[rows], "email": email(people, rows)})


def requesters_table(chunk: Chunk) -> pa.Table:
    """The ticket desk's book: requesters and their accounts."""
    people, rows = chunk.demand.customers, known_to(chunk, 2)
    return pa.table({"requester": people.number[rows], "account": account(people, rows)})


def known_to(chunk: Chunk, source: int) -> Ints:
    """Customers that a system knows from their contacts."""
    contacts = chunk.contacts
    seen = chunk.is_seen & (contacts.source == source) & ~contacts.is_anonymous
    is_known = np.zeros(len(chunk.demand.customers.number), dtype=bool)
    is_known[contacts.customer[seen]] = True
    return np.flatnonzero(is_known)


def customer_refs(chunk: Chunk, source: int, rows: Ints) -> pa.Array:
    """How a system names the customers of these contacts; null where they withheld it."""
    people, who = chunk.demand.customers, chunk.contacts.customer[rows]
    if source == 0:
        hidden = pa.array(chunk.contacts.is_anonymous[rows])
        return pc.if_else(hidden, pa.scalar(None, pa.string()), caller(people, who))
    return pa.array(people.number[who])


def _held(state: Ints, right: pa.Array, mistyped: pa.Array) -> pa.Array:
    code = pa.array(state)
    value = pc.if_else(pc.equal(code, MISTYPED), mistyped, right)
    value = pc.if_else(pc.equal(code, PLACEHOLDER), NO_PHONE, value)
    return pc.if_else(pc.equal(code, MISSING), pa.scalar(None, pa.string()), value)


def _given(number: Ints) -> pa.Array:
    return _pick(number * 31 // 7, _GIVEN)


def _surname(number: Ints) -> pa.Array:
    return _pick(number * 17 // 5, _SURNAMES)


def _pick(number: Ints, options: tuple[str, ...]) -> pa.Array:
    return pa.array(options).take(pa.array(number % len(options)))


def outcomes_table(chunk: Chunk) -> pa.Table:
    """What customers did afterwards, by account."""
    outcomes = chunk.outcomes
    return pa.table(
        {
            "account": account(chunk.demand.customers, outcomes.customer),
            "kind": pa.array(OUTCOME_KINDS).take(pa.array(outcomes.kind)),
            "at": moments(chunk.world, outcomes.at),
            "amount": outcomes.amount,
            "currency": pa.array(["EUR"] * len(outcomes.kind), pa.string()),
        }
    )
