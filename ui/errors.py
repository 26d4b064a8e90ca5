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
