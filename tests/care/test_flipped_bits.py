"""One bit of any file of a library flipped: noticed, or nothing that is answered has changed."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

from index import Library, search
from index.errors import LibraryError

N_DRAWN = 40  # ALL_FAULTS=1: as many as N_ALL
N_ALL = 300
QUESTIONS = ("Can I bring an officer to my ward surgery?", "gifts and hospitality")


def answered(library: Library) -> dict[str, object]:
    """Return all that is shown of a library: its papers, and what is found for questions."""
    return {
        "papers": [library.document(d.id).model_dump_json() for d in library.documents()],
        "sources": [library.source_bytes(d.source) for d in library.documents()],
        "found": [
            [(hit.document.id, hit.paragraph.label, hit.paragraph.text) for hit in found.hits]
            for found in (search(library, words, top_k=5) for words in QUESTIONS)
        ],
    }


def test_a_flipped_bit_in_any_file_is_never_answered_from(samples: Path, tmp_path: Path) -> None:
    own = shutil.copytree(samples, tmp_path / "own")
    library = Library.open(own)
    encoder, before = library.encoder, answered(library)
    library.close()
    files = sorted(path for path in own.rglob("*") if path.is_file() and path.stat().st_size)
    whole = {path: path.read_bytes() for path in files}
    chance, ended = random.Random(), {"noticed": 0, "harmless": 0}
    for place in range(N_ALL if os.environ.get("ALL_FAULTS") else N_DRAWN):
        path = files[place % len(files)]
        data = bytearray(whole[path])
        at = chance.randrange(len(data))
        data[at] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        try:
            library = Library.open(own, encoder=encoder)
            held = answered(library)
            assert held["papers"] == before["papers"], (path.name, at)
            assert held["sources"] == before["sources"], (path.name, at)
            if held["found"] != before["found"]:
                assert library.check(), (path.name, at)
                ended["noticed"] += 1
            else:
                ended["harmless"] += 1
            library.close()
        except LibraryError:
            ended["noticed"] += 1
        for each in own.rglob("*"):
            if each.is_file() and each not in whole:
                each.unlink()
        for each, kept in whole.items():
            each.write_bytes(kept)
    print(ended)
    assert ended["noticed"] > 0
