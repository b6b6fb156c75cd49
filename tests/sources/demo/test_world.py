import pytest

from lastword.errors import UsageError
from lastword.sources.demo.demand import draw_demand
from lastword.sources.demo.world import CUSTOMERS_PER_CHUNK, World


def test_chunks_hold_every_customer_once() -> None:
    world = World(contacts=1_000_000)
    sizes = [world.chunk_customers(chunk) for chunk in range(world.chunks)]
    assert sum(sizes) == world.customers
    assert max(sizes) <= CUSTOMERS_PER_CHUNK


def test_a_chunk_does_not_depend_on_the_size_of_the_world() -> None:
    small, large = World(contacts=300_000, agents=50), World(contacts=900_000, agents=50)
    first, second = (draw_demand(world, 1).attempts.at for world in (small, large))
    assert first.tolist() == second.tolist()


def test_chunks_and_purposes_have_streams_of_their_own() -> None:
    world = World()
    draws = {
        float(world.stream(name, chunk).random())
        for name in ("issues", "surveys")
        for chunk in (-1, 0, 1)
    }
    assert len(draws) == 6


@pytest.mark.parametrize(
    ("wrong", "found"),
    [({"contacts": 5}, "got 5"), ({"days": 10}, "got 10"), ({"response": "loud"}, "'loud'")],
)
def test_impossible_worlds_are_refused(wrong: dict[str, object], found: str) -> None:
    with pytest.raises(UsageError, match=found):
        World(**wrong)  # type: ignore[arg-type]
