"""Errors met while keeping or searching a library."""

from ingest.errors import ProtocolAssistantError


class LibraryError(ProtocolAssistantError):
    """A library could not be read, written or searched."""


class LibraryNotFoundError(LibraryError):
    """There is no library in the folder named."""


class LibraryEmptyError(LibraryError):
    """The scope holds no paragraph."""


class LibraryDamagedError(LibraryError):
    """A file of the library is torn or altered."""


class LibraryVersionError(LibraryError):
    """The library was written by a newer version."""


class LibraryBusyError(LibraryError):
    """Another process is changing the library."""


class ModelError(LibraryError):
    """A model's files are missing, or are not the ones that were checked."""


class UnknownCouncilError(LibraryError):
    """A council's name matches none in the library, or several."""


class UnknownParagraphError(LibraryError):
    """A document or a label is not in the library."""
