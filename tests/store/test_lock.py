"""One writer at a time; a dead one holds nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from lastword.errors import Locked, UsageError
from lastword.store import Store

HOLD = """
import sys, time
from pathlib import Path
from lastword.store import Store
with Store.open(Path(sys.argv[1])).writing():
    print("held", flush=True)
    time.sleep(60)
"""


def test_locked_names_process_and_moment_and_ends_with_the_process(store: Store) -> None:
    source = str(Path(__file__).parents[2] / "src")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(store.folder)],
        env={**os.environ, "PYTHONPATH": source},
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        wanted = rf"process {holder.pid} writes to it since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d UTC"
        with pytest.raises(Locked, match=wanted) as refusal, store.writing():
            pass
        assert refusal.value.exit_code == 5
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with store.writing():
        assert (store.folder / "lock").read_text().startswith(f'{{"pid": {os.getpid()}')


def test_a_writer_may_take_its_lock_again_but_no_other_thread(store: Store) -> None:
    refused = []

    def other() -> None:
        try:
            with store.writing():
                pass
        except Locked as error:
            refused.append(str(error))

    with store.writing(), store.writing():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert len(refused) == 1
    other()
    assert len(refused) == 1


def test_begun_work_needs_the_lock(store: Store) -> None:
    with pytest.raises(UsageError, match=r"new_load is called outside"):
        store.new_load()
    with pytest.raises(UsageError, match=r"new_generation is called outside"):
        store.new_generation()
