"""Customers: who they are, how they like to get in touch, what each system knows of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastword.sources.demo.arrays import Flags, Floats, Ints, choose
from lastword.sources.demo.world import CUSTOMERS_PER_CHUNK, World

LANGUAGES = ("en", "de", "fr", "es")
CHANNELS = ("voice", "chat", "email", "web")
SOURCES = ("phone", "chat", "desk")
SOURCE_OF: Ints = np.array([0, 1, 2, 2])

_LANGUAGE_SHARES = (0.82, 0.08, 0.05, 0.05)
_TASTES = np.array(
    [[0.76, 0.10, 0.10, 0.04], [0.28, 0.50, 0.12, 0.10], [0.30, 0.10, 0.42, 0.18]], dtype=float
)
_TASTE_SHARES = (0.55, 0.22, 0.23)


@dataclass(frozen=True, slots=True)
class Customers:
    """The customers of one chunk, one element each.

    Parameters
    ----------
    number
        Number in the whole world, from 0.
    language
        Index in `LANGUAGES`.
    taste
        Row of the channel probabilities.
    warmth
        How kindly the customer judges (latent, standard normal).
    is_patient
        Whether the customer holds the line for long.
    phone
        Number that the customer calls from; shared within some households.
    book_phone, book_email
        What the customer records hold: 0 = missing, 1 = right, 2 = mistyped, 3 = placeholder.
    second_phone
        Whether the customer calls from a number that no record holds.
    born_days
        Date of birth as days since 1970.
    """

    number: Ints
    language: Ints
    taste: Ints
    warmth: Floats
    is_patient: Flags
    phone: Ints
    book_phone: Ints
    book_email: Ints
    second_phone: Flags
    born_days: Ints

    def channels(self, customer: Ints) -> Floats:
        """Channel probabilities of each customer."""
        return _TASTES[self.taste[customer]]


def draw_customers(world: World, chunk: int) -> Customers:
    """Draw the customers of one chunk."""
    rng = world.stream("customers", chunk)
    size = world.chunk_customers(chunk)
    number = np.arange(size, dtype=np.int64) + chunk * CUSTOMERS_PER_CHUNK
    is_household = rng.random(size) < 0.01
    is_household[0] = False
    phone = 4_915_000_000_000 + number * 7
    return Customers(
        number=number,
        language=choose(rng, _LANGUAGE_SHARES, size),
        taste=choose(rng, _TASTE_SHARES, size),
        warmth=rng.normal(0, 1, size),
        is_patient=rng.random(size) < 0.3,
        phone=np.where(is_household, phone - 7, phone),
        book_phone=choose(rng, (0.02, 0.972, 0.005, 0.003), size),
        book_email=choose(rng, (0.02, 0.975, 0.005), size),
        second_phone=rng.random(size) < 0.01,
        born_days=rng.integers(-14_000, 12_500, size),
    )
