"""Makes the library of format 1 that the migration is tested on, by the code that wrote such ones.

git worktree add OLD COMMIT        # any commit before format 2, such as 0689bfb
PYTHONPATH=OLD python tests/index/faults/make_format_1.py OLD tests/index/faults/format-1
git worktree remove OLD
"""

from __future__ import annotations

import importlib.util
import sqlite3
import sys
from pathlib import Path


def main(old: Path, to: Path) -> None:
    """Make it from the invented papers that the tests of that time used."""
    import index.store
    from index import IndexSettings, Library

    assert Path(index.store.__file__).is_relative_to(old), "the old code is not what is imported"
    assert index.store.SCHEMA_VERSION == 1
    spec = importlib.util.spec_from_file_location("then", old / "tests/index/conftest.py")
    assert spec is not None
    assert spec.loader is not None
    then = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(then)
    made = [then.build_paper("elm", then.ELM), then.build_paper("oak", then.OAK)]
    contents = {paper.source.sha256: then.contents_of(paper.documents[0].id) for paper in made}
    library = Library.create(to, IndexSettings(), encoder=then.HashEncoder())
    library.add(made, contents)
    library.close()
    with sqlite3.connect(to / "library.sqlite") as file:
        file.execute("PRAGMA journal_mode=DELETE")
    file.execute("VACUUM")
    file.close()
    for path in (*to.glob("*.faiss"), *to.glob("*.lock")):
        path.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
