"""Project: a folder with settings and a store, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lastword.engine import Tables, open_engine
from lastword.errors import UsageError
from lastword.project.build import build, engine_of
from lastword.project.progress import Progress, quiet
from lastword.question import Context
from lastword.settings import Settings, read_settings
from lastword.store import Store

if TYPE_CHECKING:
    from lastword.ingest import Loading
    from lastword.project.results import Results
    from lastword.store import Published

STORE = ".lastword"
SETTINGS = "lastword.toml"


@dataclass(frozen=True)
class Project:
    """A contact centre's data and settings.

    Parameters
    ----------
    folder
        Holds `lastword.toml` (optional) and the store `.lastword/`.
    settings
        What `lastword.toml` says, or the defaults.
    store
        Loads, generations, corrections, state.

    Examples
    --------
    >>> import lastword as lw
    >>> project = lw.open("centre")  # doctest: +SKIP
    >>> project.results().resolution.said  # doctest: +SKIP
    """

    folder: Path
    settings: Settings
    store: Store

    @classmethod
    def open(
        cls, folder: Path | str, *, settings: Settings | None = None, create: bool = False
    ) -> Project:
        """Open the project in a folder, or with `create` begin one.

        Raises
        ------
        UsageError
            If there is no project in the folder and `create` is false.
        SettingsError
            If its `lastword.toml` is wrong.
        """
        folder = Path(folder)
        if folder.name == STORE:
            folder = folder.parent
        if not create and not (folder / STORE).is_dir():
            raise UsageError(
                f"{folder} holds no project. Run `lastword report EXPORTS` first, or name the "
                "project's folder with --project."
            )
        if settings is None:
            path = folder / SETTINGS
            settings = read_settings(path) if path.exists() else Settings()
        return cls(folder, settings, Store.open(folder / STORE, create=create))

    @classmethod
    def nearest(cls, folder: Path) -> Project:
        """Open the project in this folder or the nearest one above it."""
        folder = folder.resolve()
        for candidate in (folder, *folder.parents):
            if (candidate / STORE).is_dir():
                return cls.open(candidate)
        return cls.open(folder)

    def ingest(self, paths: Sequence[Path], *, progress: Progress = quiet) -> Loading:
        """Load exports; what is already there changes nothing."""
        from lastword.ingest import load

        with self.store.writing():
            return load(paths, settings=self.settings, store=self.store, progress=progress)

    def build(self, *, as_of: datetime | None = None, progress: Progress = quiet) -> Published:
        """Derive persons, issues and verdicts; keeps what stands if nothing changed."""
        with self.store.writing():
            return build(self.store, self.settings, as_of=as_of, progress=progress)

    @contextmanager
    def context(self) -> Iterator[Context]:
        """The current generation's tables, open for analysis.

        Raises
        ------
        UsageError
            If nothing was built yet.
        """
        published = self.store.current()
        if published is None:
            raise UsageError("Nothing is built yet. Run `lastword ingest` and `lastword build`.")
        with open_engine(**engine_of(self.settings)) as engine:
            tables = Tables(engine, published.parts)
            yield Context(tables, self.settings, published.manifest.as_of)

    def results(self, *, progress: Progress = quiet) -> Results:
        """Answer every question that the data can carry."""
        from lastword.project.results import gather

        return gather(self, progress=progress)
