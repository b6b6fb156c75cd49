from pathlib import Path

import pyarrow as pa
import pytest

from lastword.sources.demo import World, canonical, write
from lastword.sources.demo.chunk import Chunk, draw_chunk


@pytest.fixture(scope="session")
def small() -> World:
    return World(contacts=5_000, seed=7, dirt=0.01)


@pytest.fixture(scope="session")
def written(small: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(small, tmp_path_factory.mktemp("demo") / "centre")


@pytest.fixture(scope="session")
def tables(small: World) -> dict[str, pa.Table]:
    return canonical(small)


@pytest.fixture(scope="session")
def large() -> Chunk:
    """One chunk of about 60,000 contacts."""
    return draw_chunk(World(contacts=60_000, seed=3), 0)
