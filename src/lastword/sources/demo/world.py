"""World: the size, seed and laws of one demo centre."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import numpy as np

from lastword.errors import UsageError
from lastword.sources.demo.assessors import ERRING, Assessors
from lastword.sources.demo.plants import DEFAULT, Plant

CUSTOMERS_PER_CHUNK = 50_000
CONTACTS_PER_CUSTOMER = 1.93
SIMULATED_UP_TO = 1_000_000
STREAMS = (
    "agents",
    "customers",
    "issues",
    "contacts",
    "waits",
    "endings",
    "surveys",
    "comments",
    "messages",
    "outcomes",
    "quality",
    "shifts",
    "pulses",
    "dirt",
    "closing",
    "roster",
)


@dataclass(frozen=True, slots=True)
class Driver:
    """One experience that customers rate, and what it does to satisfaction.

    Parameters
    ----------
    name
        Attribute asked about, on a scale from 1 to 5.
    below, above
        Latent change of satisfaction per point below and above the reference 4.
    if_unsolved
        Factor on `above` where the problem is not solved: 0 = earns nothing then.
    agent_sd
        How much agents differ in it (latent).
    """

    name: str
    below: float
    above: float
    if_unsolved: float = 1.0
    agent_sd: float = 0.4


DRIVERS = (
    Driver("courtesy", below=0.1, above=0.9, if_unsolved=0.1, agent_sd=0.5),
    Driver("listening", below=0.6, above=0.6),
    Driver("clarity", below=0.8, above=0.05),
)


STRUCTURES: dict[str, tuple[Driver, ...]] = {
    "symmetric": tuple(Driver(d.name, below=0.5, above=0.5) for d in DRIVERS),
    "hygiene": tuple(Driver(d.name, below=0.7, above=0.0) for d in DRIVERS),
    "reward": tuple(Driver(d.name, below=0.0, above=0.7) for d in DRIVERS),
    "conjunctive": tuple(Driver(d.name, below=0.2, above=0.8, if_unsolved=0.0) for d in DRIVERS),
}
"""What customers may react like, for `World.drivers`; a plateau and halo are the world's own."""


@dataclass(frozen=True, slots=True)
class Learning:
    """How agents who are hired within the period grow into their work.

    Parameters
    ----------
    share
        Share of agents who are new, about; 0 leaves newcomers out.
    gap
        Logit of solving that they lack on their first day.
    months
        Time constant: nine tenths of the gap are closed after 2.3 times as long.
    until
        Share of the period within which all of them begin.
    spared
        Share of the gap that newcomers are spared whose mentor is gifted; every other one is.
    """

    share: float = 0.0
    gap: float = 1.2
    months: float = 1.0
    until: float = 0.6
    spared: float = 0.0


NOBODY_NEW = Learning()


@dataclass(frozen=True, slots=True)
class World:
    """One demo centre: everything that follows from it is fixed by these values.

    Parameters
    ----------
    contacts
        Contacts wanted, 10³ to 10⁸; the world realises them within a few percent.
    seed
        Same seed, same bytes. Chunk k draws from streams of (seed, k) alone.
    days, start
        Length and first day of the period.
    agents
        Number of agents; one per thousand contacts, 40 to 20,000, where None.
    team_size
        Agents per team.
    response
        ``"observed"``: who answers a survey depends only on what the centre can see.
        ``"hidden"``: it depends on the outcome itself, so that no model can correct it.
    answer_rate
        Share of issues whose customer answers a survey, about.
    claim_inflation
        How often an unsolved contact is claimed solved.
    solved
        Logit of solving an average problem at one attempt.
    agent_sd
        Spread of agents' skill in solving, on the logit scale.
    mood_effect
        What one standard deviation of a team's mood adds to its agents' courtesy (latent).
    mood_lag
        After how many months customers feel it; 0 is at once.
    fatigue
        What an hour of tiredness takes from solving (logit) and from every manner (latent); a
        break takes half of the tiredness away. 0 leaves it out.
    learning
        How new agents learn; nobody is new by default.
    routing
        Share of the technical line's problems, the hardest, that every third team is given instead
        of anybody: 0 deals out all problems alike.
    assessors
        How evaluators of calls err, and which calls they choose.
    drivers
        What earns and costs satisfaction.
    halo
        How much a customer's general warmth colours every rating (latent).
    loyalty_below, loyalty_above
        What falling below and exceeding expectation do to loyalty (latent): a plateau by default.
    messages_per_contact
        At most so many messages per written contact; 0 leaves texts out.
    dirt
        Share of contact rows that the systems export twice, and that they send again later.
    plants
        What is planted, beyond the laws above.
    """

    contacts: int = 50_000
    seed: int = 1
    days: int = 92
    start: date = date(2025, 1, 6)
    agents: int | None = None
    team_size: int = 10
    response: Literal["observed", "hidden"] = "observed"
    answer_rate: float = 0.09
    claim_inflation: float = 0.62
    solved: float = -0.15
    agent_sd: float = 0.2
    mood_effect: float = 0.25
    mood_lag: int = 0
    fatigue: float = 0.0
    learning: Learning = NOBODY_NEW
    routing: float = 0.0
    assessors: Assessors = ERRING
    drivers: tuple[Driver, ...] = DRIVERS
    halo: float = 0.35
    loyalty_below: float = 1.1
    loyalty_above: float = 0.15
    messages_per_contact: int = 3
    dirt: float = 0.001
    plants: tuple[Plant, ...] = DEFAULT

    def __post_init__(self) -> None:
        if not 100 <= self.contacts <= 1_000_000_000:
            raise UsageError(f"contacts must lie between 100 and 10⁹, got {self.contacts}")
        if self.days < 35:
            raise UsageError(f"days must be 35 or more, so that issues mature; got {self.days}")
        if self.response not in ("observed", "hidden"):
            raise UsageError(f"response must be 'observed' or 'hidden', got {self.response!r}")

    @property
    def customers(self) -> int:
        """Customers in the world."""
        per_customer = CONTACTS_PER_CUSTOMER * self.days / 92
        return max(50, round(self.contacts / per_customer))

    @property
    def chunks(self) -> int:
        """Chunks of whole customers that the world is generated in."""
        return -(-self.customers // CUSTOMERS_PER_CHUNK)

    @property
    def agent_count(self) -> int:
        """Agents in the world."""
        return self.agents or max(40, min(20_000, self.contacts // 1000))

    @property
    def team_count(self) -> int:
        """Teams in the world."""
        return max(1, self.agent_count // self.team_size)

    @property
    def is_simulated(self) -> bool:
        """Whether waits come from an event simulation rather than from its stationary law."""
        return self.contacts <= SIMULATED_UP_TO

    @property
    def is_parquet(self) -> bool:
        """Whether the exports are Parquet instead of CSV and JSON lines."""
        return self.contacts > SIMULATED_UP_TO

    @property
    def weekday(self) -> int:
        """Weekday of the first day, 0 = Monday."""
        return self.start.weekday()

    @property
    def seconds(self) -> float:
        """Length of the period in seconds."""
        return self.days * 86_400.0

    @property
    def epoch(self) -> int:
        """First midnight as seconds since 1970, UTC."""
        return int(datetime(*self.start.timetuple()[:3], tzinfo=UTC).timestamp())

    @property
    def end(self) -> datetime:
        """The moment that the exports were drawn at (naive UTC)."""
        return datetime(*self.start.timetuple()[:3]) + timedelta(days=self.days)

    def chunk_customers(self, chunk: int) -> int:
        """Customers in chunk `chunk`."""
        return min(CUSTOMERS_PER_CHUNK, self.customers - chunk * CUSTOMERS_PER_CHUNK)

    def stream(self, name: str, chunk: int = -1, part: int = 0) -> np.random.Generator:
        """Random stream of one chunk and one purpose; chunk −1 is the centre's own."""
        return np.random.default_rng([self.seed, chunk + 1, STREAMS.index(name), part])

    def limit(self, kind: str) -> float | None:
        """Limit in seconds of a planted kind; None where it is not planted."""
        return next((p.limit_seconds for p in self.plants if p.kind == kind), None)

    def without_plants(self) -> World:
        """The same centre, clean."""
        return replace(self, plants=())
