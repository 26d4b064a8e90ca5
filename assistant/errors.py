"""Errors met while answering."""

from ingest.errors import ProtocolAssistantError


class AssistantError(ProtocolAssistantError):
    """A question could not be dealt with."""


class QuestionTooLongError(AssistantError):
    """The question is longer than the settings allow."""


class QuoteError(AssistantError):
    """Words given as a quotation are not the paragraph's own words."""


class WordListError(AssistantError):
    """A word list or phrase file is malformed."""
