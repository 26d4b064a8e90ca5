"""Errors met while reading question sets, running them and comparing runs."""

from ingest.errors import ProtocolAssistantError


class EvalError(ProtocolAssistantError):
    """An evaluation could not be made."""


class QuestionFileError(EvalError):
    """A file of questions is malformed; the message names the file and the first bad line."""


class RunError(EvalError):
    """A run folder is torn, or was made with other settings than those asked for."""


class ComparisonError(EvalError):
    """Two runs cannot be compared, or a thresholds file is malformed."""


class CollectionError(EvalError):
    """A BEIR folder is malformed."""
