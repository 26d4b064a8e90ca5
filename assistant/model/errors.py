"""Why a chat model was of no use to an answer; none of these costs the answer itself."""

from __future__ import annotations

from assistant.errors import AssistantError


class ModelError(AssistantError):
    """A chat model gave nothing that could be used.

    Attributes:
        cause: As `model.toml` names it, with what is said of it.
        status: Of HTTP, where a server gave one.
    """

    cause = "unavailable"
    status: int | None = None


class UnopenedError(ModelError):
    """The model cannot be set up: its package, its key or the name's provider is missing."""

    cause = "unopened"


class UnavailableError(ModelError):
    """The model's server could not be reached, or the connection broke before any word."""


class BrokeOffError(ModelError):
    """The connection broke in the middle of the reply."""

    cause = "broke_off"


class FailedError(ModelError):
    """The model's server answered with an error."""

    cause = "failed"

    def __init__(self, message: str, status: int) -> None:
        """Take what is said, and the status of HTTP."""
        super().__init__(message)
        self.status = status


class TooLateError(ModelError):
    """The reply had not ended within the settings' `timeout_s`."""

    cause = "timeout"


class EndlessError(ModelError):
    """The reply was cut off at the settings' `max_tokens` or `max_reply_chars`."""

    cause = "endless"


class RefusedError(ModelError):
    """The model, or what filters it, will not answer: it says so, or says nothing."""

    cause = "refused"


class MalformedError(ModelError):
    """The reply is not the object that was asked for."""

    cause = "malformed"
