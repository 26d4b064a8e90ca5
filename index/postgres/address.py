"""Where a shared library is: a URL, told from a folder's path."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from index.errors import LibraryError

if TYPE_CHECKING:
    from index.encoder import Encoder
    from index.postgres.library import PostgresLibrary
    from index.settings import IndexSettings

_FOLDED = "postgresql:/"
_APPLICATION = "protocol-assistant"


def database_url(place: Path) -> str | None:
    """Return the URL that a path was made from, None where it is a folder's.

    `Path` folds the two slashes after 'postgresql:' into one; a URL without a user or host must
    therefore be written `postgresql://user@/name`.
    """
    text = place.as_posix()
    return f"postgresql://{text[len(_FOLDED) :].lstrip('/')}" if text.startswith(_FOLDED) else None


def side_folder(url: str) -> Path:
    """Return the folder on this computer that stands for a database, for what is kept beside it."""
    name = hashlib.sha256(url.encode()).hexdigest()[:12]
    return Path(platformdirs.user_data_dir(_APPLICATION)) / f"shared-{name}"


def shared_library(
    url: str, settings: IndexSettings, *, encoder: Encoder | None, create: bool
) -> PostgresLibrary:
    """Return the library in a database.

    Raises:
        LibraryError: It cannot be opened, or what opens it is not installed.
    """
    try:
        from index.postgres.library import PostgresLibrary
    except ImportError as error:
        raise LibraryError(
            "A shared library needs a part that is not installed: install the project with it, "
            "`pip install 'protocol-assistant[postgres]'`."
        ) from error
    return PostgresLibrary.open_url(url, settings, encoder=encoder, create=create)
