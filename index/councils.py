"""Which council a part of a name means."""

from __future__ import annotations

from collections.abc import Sequence

from index.errors import UnknownCouncilError


def match_council(name: str, councils: Sequence[str]) -> str:
    """Return the one council that a part of its name means, in any case.

    Raises:
        UnknownCouncilError: It means none of them, or several; the error names them.
    """
    wanted = " ".join(name.casefold().split())
    held = [council for council in councils if wanted in council.casefold()]
    begun = [council for council in held if council.casefold().startswith(wanted)]
    whole = [council for council in begun if council.casefold() == wanted]
    for found in (whole, begun, held):
        if wanted and len(found) == 1:
            return found[0]
    listed = ", ".join((held if wanted else None) or councils) or "none: no papers were added yet"
    if wanted and held:
        raise UnknownCouncilError(f"'{name}' could mean several councils ({listed}): say which.")
    raise UnknownCouncilError(f"No council here is called '{name}'. Those that are: {listed}.")
