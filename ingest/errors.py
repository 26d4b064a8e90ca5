"""The project's error root, and the family of errors met while reading papers."""


class ProtocolAssistantError(Exception):
    """Root of every error that the project raises on purpose.

    Each carries one sentence for a person: what happened, to what, and what to do next.
    """


class IngestError(ProtocolAssistantError):
    """A paper could not be read."""


class UnsupportedTypeError(IngestError):
    """The file's content is of a type that no reader takes."""


class UnreadableSourceError(IngestError):
    """The file is damaged, or is not what its name says."""


class EmptySourceError(IngestError):
    """The file holds no text that could be cited."""


class EncryptedSourceError(IngestError):
    """The file is locked with a password."""


class SourceTooLargeError(IngestError):
    """The file, or what it unpacks to, is over a limit set for reading."""


class ManifestError(IngestError):
    """A library.toml is malformed, or names a part that its file does not have."""


class CorrectionError(IngestError):
    """A fact that a person sets about a paper cannot be so, or it is not clear of which paper."""
