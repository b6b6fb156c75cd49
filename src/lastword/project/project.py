"""Project: a folder with settings and a store, and what can be done with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lastword.engine import Tables, open_engine
from lastword.errors import UsageError
from lastword.project.build import build, engine_of
from lastword.project.person import linked_references
from lastword.project.progress import Progress, quiet
from lastword.question import Context
from lastword.settings import Settings, read_settings
from lastword.store import Store
from lastword.store.releases import KeptReleases

if TYPE_CHECKING:
    from lastword.audio.run import Listening
    from lastword.estimate import Estimate
    from lastword.ingest.loading import Loading
    from lastword.project.results import Results
    from lastword.store import Published
    from lastword.store.erasure import Erasure
    from lastword.store.state import FollowUp
    from lastword.verdict.results import Callback

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

    @classmethod
    def for_exports(
        cls, exports: Sequence[Path], *, folder: Path | None = None, config: Path | None = None
    ) -> Project:
        """Open, or begin, the project that a report on these exports keeps.

        Parameters
        ----------
        exports
            The exports; the project's store is kept beside the first of them.
        folder
            Where the store is kept instead.
        config
            Settings; otherwise `lastword.toml` of the project, then the one beside the exports.
        """
        beside = exports[0] if exports[0].is_dir() else exports[0].parent
        home = folder or beside
        candidates = [config] if config else [home / SETTINGS, beside / SETTINGS]
        found = next((path for path in candidates if path.exists()), None)
        settings = read_settings(found) if found else Settings()
        return cls.open(home, settings=settings, create=True)

    def ingest(self, paths: Sequence[Path], *, progress: Progress = quiet) -> Loading:
        """Load exports; what is already there changes nothing."""
        from lastword.ingest.load import load
        from lastword.sources.registry import kinds

        with self.store.writing():
            return load(
                paths, settings=self.settings, store=self.store, known=kinds(), progress=progress
            )

    def build(self, *, as_of: datetime | None = None, progress: Progress = quiet) -> Published:
        """Derive persons, issues and verdicts; keeps what stands if nothing changed."""
        with self.store.writing():
            return build(self.store, self.settings, as_of=as_of, progress=progress)

    def listen(
        self, folder: Path | None = None, *, jobs: int = 1, progress: Progress = quiet
    ) -> Listening:
        """Hear the recordings of a folder that were not heard yet, and build again.

        Raises
        ------
        UsageError
            If no folder is named, here or in the settings.
        """
        from lastword.audio.folder import listen

        named = folder or (Path(self.settings.recordings.folder) if self.settings.recordings.folder
                           else None)  # fmt: skip
        if named is None:
            raise UsageError(
                "No folder of recordings is named. Give --folder, or set folder in [recordings]."
            )
        self.build(progress=progress)
        with self.context() as context:
            heard = listen(
                self.store, context.tables, self.settings.recordings, self.folder / named,
                jobs=jobs, progress=progress,
            )  # fmt: skip
        self.build(progress=progress)
        return heard

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
            as_of = published.manifest.as_of
            assert as_of is not None, "build always states the moment"
            tables = Tables(engine, published.parts)
            yield Context(tables, self.settings, as_of, KeptReleases(self.store))

    def results(
        self,
        *,
        rooms: Collection[str] | None = None,
        truth: Mapping[str, Any] | None = None,
        progress: Progress = quiet,
    ) -> Results:
        """Answer every question that the data can carry.

        Parameters
        ----------
        rooms
            Ask only these, for example ``{"verdict"}``; all where None.
        truth
            What a demo centre planted, to be shown beside what is found.
        """
        from lastword.project.gather import gather
        from lastword.project.questions import ROOMS

        asked = ROOMS if rooms is None else rooms
        return gather(self, rooms=asked, truth=truth, progress=progress)

    def callbacks(self, context: Context, *, limit: int = 25) -> tuple[Callback, ...]:
        """Whom to win back today; customers called back lately are left out."""
        from lastword.verdict.callbacks import callbacks

        return callbacks(context, self.store.state.follow_ups(), limit=limit)

    def callback_effect(self, context: Context) -> Estimate | None:
        """Difference that calling back made; see `lastword.verdict.called_against_not`."""
        from lastword.verdict import called_against_not

        return called_against_not(context, self.store.state.follow_ups())

    def follow_up(self, follow_up: FollowUp) -> None:
        """Record what came of calling a customer back.

        Raises
        ------
        UsageError
            If there is no such contact.
        """
        with self.context() as context:
            links = context.tables["issue_contacts"]
            known = links.filter(links.contact_id == follow_up.contact_id).count()
            if not known.to_pyarrow().as_py():
                raise UsageError(
                    f"no contact {follow_up.contact_id!r}. `lastword callbacks` lists the ids."
                )
        self.store.state.add_follow_up(follow_up)

    def erase(self, customer_refs: Sequence[str]) -> Erasure:
        """Erase customers, with every reference linked to the same person, from all files."""
        with open_engine(**engine_of(self.settings)) as engine, self.store.writing():
            published = self.store.current()
            parts = published.parts if published else {}
            everyone = linked_references(Tables(engine, parts), customer_refs)
            return self.store.erase(engine, everyone)
