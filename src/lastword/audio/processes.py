"""Processes: recordings heard by one core or many."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from functools import cache
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread

from lastword.audio.listener import Hearing, Job, Listener
from lastword.settings import RecordingSettings


def heard(todo: Sequence[Job], listener: Listener, jobs: int) -> Iterator[tuple[Job, Hearing]]:
    """Each job with what was heard, as it is done, by one process or several.

    Parameters
    ----------
    jobs
        How many processes listen; 1: this one.
    """
    if jobs <= 1 or len(todo) <= 1:
        yield from ((job, listener.hear(job)) for job in todo)
        return
    coming = iter(todo)
    settings = listener.settings
    _one_thread_each()
    with ProcessPoolExecutor(jobs, get_context("spawn"), _end_with_parent) as pool:
        under_way: dict[Future[Hearing], Job] = {}
        for job in islice(coming, 2 * jobs):
            under_way[pool.submit(_hear, settings, job)] = job
        while under_way:
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                yield under_way.pop(future), future.result()
            for job in islice(coming, len(done)):
                under_way[pool.submit(_hear, settings, job)] = job


def _one_thread_each() -> None:
    """For processes that are begun from here: as many as wanted share the cores."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"


def _end_with_parent() -> None:
    """End this process as soon as the one that began it is gone, even by kill −9."""
    Thread(target=_wait_and_end, daemon=True).start()


def _wait_and_end() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@cache
def _listener(settings: str) -> Listener:
    return Listener.of(RecordingSettings.model_validate_json(settings))


def _hear(settings: RecordingSettings, job: Job) -> Hearing:
    return _listener(settings.model_dump_json()).hear(job)
