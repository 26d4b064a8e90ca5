"""Errors met while serving other programs."""

from ingest.errors import ProtocolAssistantError


class ServiceError(ProtocolAssistantError):
    """The interface could not be opened, or a request could not be dealt with."""


class KeyFileError(ServiceError):
    """The file of keys cannot be read or written, or is not one."""


class UnknownKeyError(ServiceError):
    """A request comes without a key, or with one that is not known."""


class ScopeError(ServiceError):
    """A key may not do what was asked with it."""


class TooManyRequestsError(ServiceError):
    """A caller asks more often than the settings allow."""

    def __init__(self, sentence: str, *, wait_s: int) -> None:
        super().__init__(sentence)
        self.wait_s = wait_s
