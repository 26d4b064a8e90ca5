"""Retrieval as tutorials build it: split by characters, embed, keep in FAISS.

LangChain's PDF loader, its recursive splitter with 1,000 characters and 200 of overlap, the base
model that our encoder was trained from, and LangChain's FAISS store.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from evals.peers.scoped import ScopedQuestion

CHUNK_CHARS = 1000
OVERLAP_CHARS = 200


class Tutorial:
    """A FAISS store of chunks of PDFs."""

    def __init__(self, store: Any) -> None:
        self._store = store

    @classmethod
    def build(cls, papers: Path, folder: Path) -> Tutorial:
        """Split and embed every PDF of a folder, and save the store in another."""
        from langchain_community.document_loaders import PyPDFLoader
        from langchain_community.vectorstores import FAISS
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        pages = [page for path in sorted(papers.glob("*.pdf")) for page in PyPDFLoader(path).load()]
        splitter = RecursiveCharacterTextSplitter(
            chunk_size=CHUNK_CHARS, chunk_overlap=OVERLAP_CHARS
        )
        store = FAISS.from_documents(splitter.split_documents(pages), _embeddings())
        store.save_local(str(folder))
        return cls(store)

    @classmethod
    def open(cls, folder: Path) -> Tutorial:
        """Load the store that `build` saved; its own file is the only one it will unpickle."""
        from langchain_community.vectorstores import FAISS

        store = FAISS.load_local(str(folder), _embeddings(), allow_dangerous_deserialization=True)
        return cls(store)

    def ask(self, question: ScopedQuestion, *, top_k: int) -> list[str]:
        """Return the chunks nearest to a question, best first; of its file where it has one."""

        def keep(found: dict[str, Any]) -> bool:
            return question.file is None or Path(found["source"]).name == question.file

        found = self._store.similarity_search(question.text, k=top_k, filter=keep, fetch_k=10_000)
        return [chunk.page_content for chunk in found]


def _embeddings() -> Any:
    from langchain_huggingface import HuggingFaceEmbeddings

    from index.encoder import BUNDLED_PACKAGE

    return HuggingFaceEmbeddings(model_name=str(files(BUNDLED_PACKAGE) / "model"))


def holds_most_of(chunk: str, paragraph: str) -> bool:
    """Tell whether a chunk holds most of a paragraph: at least half of its runs of three words."""
    wanted = _trigrams(paragraph)
    return len(wanted & _trigrams(chunk)) >= 0.5 * len(wanted)


def _trigrams(text: str) -> set[tuple[str, ...]]:
    words = text.lower().split()
    return {tuple(words[at : at + 3]) for at in range(max(1, len(words) - 2))}
