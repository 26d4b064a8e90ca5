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


class LibraryFullError(LibraryError):
    """The disk that holds the library has no room for a change."""


class LibraryReadOnlyError(LibraryError):
    """The library may be read here, but not changed."""


class BackupError(LibraryError):
    """A backup could not be made, is not whole, or may not be put where it was asked to go."""


class ModelError(LibraryError):
    """A model's files are missing, or are not the ones that were checked."""


class UnknownCouncilError(LibraryError):
    """A council's name matches none in the library, or several."""


class UnknownParagraphError(LibraryError):
    """A document or a label is not in the library."""
