import subprocess
import sys


def test_writing_a_centre_needs_no_engine() -> None:
    """Worker processes import this; Ibis alone would cost them two seconds each."""
    code = "import sys, lastword.sources.demo; print('ibis' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
