import os
import subprocess
import sys
from pathlib import Path

import lastword


def test_writing_a_centre_needs_no_engine() -> None:
    """Worker processes import this; Ibis alone would cost them two seconds each."""
    code = "import sys, lastword.sources.demo; print('ibis' in sys.modules)"
    source = str(Path(lastword.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert done.stdout.strip() == "False"
