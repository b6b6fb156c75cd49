"""Runs that are broken on purpose, each in a process of its own, and what is left of them.

``python -m store.crash faults FOLDER --how raise`` breaks every step of the file system in turn;
``python -m store.crash kills FOLDER --times 20 --seed 1`` kills at random moments. Both print one
JSON object. Children are forked from a process that has built once, so that a run costs no
start-up. ``--action build`` derives a few tables, ``--action project`` all that a project has.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import random
import shutil
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lastword.engine import open_engine
from lastword.engine.digest import digest
from lastword.errors import StoreError
from lastword.project.build import build as project_build
from lastword.settings import EngineSettings, Settings
from lastword.store import Store, files
from store.centre import add, build, world

ERASED = ["crm:3"]
SETTINGS = Settings(engine=EngineSettings(threads=1))


def begin(folder: Path) -> None:
    """A project with one load and one generation."""
    with open_engine("duckdb", threads=1) as engine:
        store = Store.open(folder, create=True)
        add(store, "one", world()["one"])
        build(store, engine)


def load_and_build(folder: Path) -> None:
    """Two more loads and the next generation."""
    with open_engine("duckdb", threads=1) as engine:
        store = Store.open(folder)
        for load_id in ("two", "three"):
            add(store, load_id, world()[load_id])
        build(store, engine)


def build_project(folder: Path) -> None:
    """Two more loads and the next generation of a whole project."""
    store = Store.open(folder)
    for load_id in ("two", "three"):
        add(store, load_id, world()[load_id])
    with store.writing():
        project_build(store, SETTINGS)


def begin_project(folder: Path) -> None:
    """One load, and the generation that a project derives from it."""
    store = Store.open(folder, create=True)
    add(store, "one", world()["one"])
    with store.writing():
        project_build(store, SETTINGS)


def erase(folder: Path) -> None:
    """One customer erased."""
    with open_engine("duckdb", threads=1) as engine:
        Store.open(folder).erase(engine, ERASED)


def begin_full(folder: Path) -> None:
    """All loads built."""
    begin(folder)
    load_and_build(folder)


ACTIONS: dict[str, Callable[[Path], None]] = {
    "build": load_and_build,
    "project": build_project,
    "erase": erase,
}
BEGUN: dict[str, Callable[[Path], None]] = {
    "build": begin,
    "project": begin_project,
    "erase": begin_full,
}


def digests(folder: Path) -> dict[str, str]:
    """Digest of every table of the current generation, all of its bytes checked."""
    with open_engine("duckdb", threads=1) as engine:
        store = Store.open(folder)
        store.check()
        current = store.current()
        assert current is not None
        return {name: digest(engine.read(paths)) for name, paths in current.parts.items()}


class Breaker:
    """Breaks the file system at its `at`-th step: raises, dies, or dies in mid-write."""

    def __init__(self, at: int, how: str) -> None:
        self.at, self.how, self.steps = at, how, 0

    @contextmanager
    def armed(self) -> Iterator[None]:
        whole = {name: getattr(files, name) for name in files.STEPS}
        for name in files.STEPS:
            setattr(files, name, self._wrapped(name, whole[name]))
        try:
            yield
        finally:
            for name in files.STEPS:
                setattr(files, name, whole[name])

    def _wrapped(self, name: str, step: Callable[..., None]) -> Callable[..., None]:
        def broken(*args: Any, **more: Any) -> None:
            self.steps += 1
            if self.steps == self.at:
                self._break(name, step, args)
            step(*args, **more)

        return broken

    def _break(self, name: str, step: Callable[..., None], args: tuple[Any, ...]) -> None:
        if name in {"create", "append"}:
            step(args[0], args[1][: len(args[1]) // 2], *args[2:])
        if self.how == "die":
            os._exit(9)
        raise OSError(errno.ENOSPC if self.how == "full" else errno.EIO, name, str(args[0]))


def forked(work: Callable[[], Any]) -> tuple[int, Any]:
    """Run `work` in a child process; its exit status, and what it returned."""
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(here)
        code = 1
        try:
            os.write(there, json.dumps(work()).encode())
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(there)
    with os.fdopen(here) as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), json.loads(text) if text else None


def _attempt(folder: Path, action: str, at: int, how: str) -> dict[str, Any]:
    breaker = Breaker(at, how)
    try:
        with breaker.armed():
            ACTIONS[action](folder)
    except (OSError, StoreError) as error:
        return {"error": type(error).__name__, "text": str(error), "steps": breaker.steps}
    return {"error": None, "steps": breaker.steps}


def _left_and_again(folder: Path, action: str) -> tuple[dict[str, str], dict[str, str]]:
    left = digests(folder)
    ACTIONS[action](folder)
    return left, digests(folder)


def _whole(work: Callable[[], Any]) -> Any:
    code, result = forked(work)
    assert code == 0, f"exit {code}"
    return result


def faults(folder: Path, action: str, how: str, every: int) -> dict[str, Any]:
    """Break every step (or every so many) in turn, run again, compare with an undisturbed run."""
    before, undisturbed = _prepare(folder, action)
    steps = _whole(lambda: _attempt(_fresh(folder), action, 0, how))["steps"]
    wrong, silent, errors = [], [], set()
    for at in range(steps, 0, -every):
        project = _fresh(folder)
        code, result = forked(lambda p=project, k=at: _attempt(p, action, k, how))
        if code not in {0, 9} or (code == 0 and result["error"] is None):
            silent.append(at)
        errors.add(result["error"] if result else "died")
        left, again = _whole(lambda p=project: _left_and_again(p, action))
        if left not in (before, undisturbed) or again != undisturbed:
            wrong.append(at)
    return {"steps": steps, "wrong": wrong, "silent": silent, "errors": sorted(errors)}


def kills(folder: Path, action: str, times: int, seed: int) -> dict[str, Any]:
    """Kill −9 at random moments, run again, and compare with an undisturbed run."""
    before, undisturbed = _prepare(folder, action)
    started = time.monotonic()
    _whole(lambda: ACTIONS[action](_fresh(folder)))
    length = time.monotonic() - started
    rng = random.Random(seed)
    wrong, killed = [], 0
    for number in range(times):
        project = _fresh(folder)
        killed += _killed(project, action, rng.uniform(0, length))
        left, again = _whole(lambda p=project: _left_and_again(p, action))
        if left not in (before, undisturbed) or again != undisturbed:
            wrong.append(number)
    return {"times": times, "killed": killed, "wrong": wrong, "seed": seed}


def _killed(project: Path, action: str, after: float) -> bool:
    child = os.fork()
    if child == 0:
        ACTIONS[action](project)
        os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == -signal.SIGKILL


def _prepare(folder: Path, action: str) -> tuple[dict[str, str], dict[str, str]]:
    BEGUN[action](folder / "begun")
    before = _whole(lambda: digests(folder / "begun"))
    project = _fresh(folder)
    _whole(lambda: ACTIONS[action](project))
    return before, _whole(lambda: digests(project))


def _fresh(folder: Path) -> Path:
    project = folder / "project"
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(folder / "begun", project)
    return project


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=["faults", "kills"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--action", choices=sorted(ACTIONS), default="build")
    parser.add_argument("--how", choices=["raise", "full", "die"], default="raise")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    if args.kind == "faults":
        result = faults(args.folder, args.action, args.how, args.every)
    else:
        result = kills(args.folder, args.action, args.times, args.seed)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
