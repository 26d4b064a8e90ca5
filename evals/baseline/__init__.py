"""What the project holds itself to: a run of the sample set, and how much worse a run may be.

`samples.json` is the report of a run of the whole sample set; it is made again, on purpose, by

    python -m evals.baseline --write

and `python -m evals.baseline` answers the set, compares, and exits 1 where a threshold is broken.
"""

from pathlib import Path

__all__ = ["samples_report_path", "thresholds_path"]

_FOLDER = Path(__file__).resolve().parent


def samples_report_path() -> Path:
    """Return the report of the committed run of the sample set."""
    return _FOLDER / "samples.json"


def thresholds_path() -> Path:
    """Return the thresholds that a later run is held to."""
    return _FOLDER / "thresholds.toml"
