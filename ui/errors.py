"""Errors that a person meets at the terminal or on the page, before any paper is touched."""

from ingest.errors import ProtocolAssistantError


class PageError(ProtocolAssistantError):
    """The terminal or the page could not do what was asked."""


class SettingsError(PageError):
    """A settings file or an environment variable holds something that is not a setting."""


class UnknownDocumentError(PageError):
    """A document's name matches none in the library, or several."""


class PortError(PageError):
    """The page could not be opened on the port asked for."""


class NotAllowedError(PageError):
    """The person may not do this here."""


class LoginError(PageError):
    """The login cannot be set up as the settings say."""


class TooManyQuestionsError(PageError):
    """One visit asks more questions a minute than the settings allow."""


class ActivityError(PageError):
    """The record of what was asked cannot be opened."""


class RemovedError(PageError):
    """A paper that was taken out is not kept any more, or cannot be put back as things are."""


class RunningError(PageError):
    """An evaluation cannot be begun, or is not one that the page can show."""
