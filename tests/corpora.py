"""Where the real material lies: beside the repository, never inside it."""

from pathlib import Path

import pytest

CORPORA = Path(__file__).resolve().parent.parent.parent / "shared" / "corpora"


def corpora(name: str) -> Path:
    """A folder of the shared corpora; the test is skipped with a reason where it is absent."""
    folder = CORPORA / name
    if not folder.exists():
        pytest.skip(f"corpora: ../shared/corpora/{name} is not here")
    return folder
