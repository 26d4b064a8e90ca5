"""How a library is made and searched: the models, the passage form, the cut-offs."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

_HERE = Path(__file__).parent


class IndexSettings(BaseModel):
    """Settings of the index folder; passed in, never global."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    encoder: str = Field(
        default="",
        description=(
            "'' for the encoder that comes with the project (trained where it is there, else the "
            "bundled MiniLM), 'bundled' for the bundled MiniLM, a folder with model.onnx and "
            "card.json, or the name or folder of any sentence-transformers model"
        ),
    )
    models: Path = Field(default=_HERE / "models", description="where trained models are kept")
    lexicon: Path = Field(default=_HERE / "lexicon.toml", description="the domain's synonyms")
    phrases: Path = Field(default=_HERE / "phrases.toml", description="how questions are put")
    fusion: Path = Field(default=_HERE / "fusion.toml", description="the ranker's weights")
    top_k: int = Field(default=10, ge=1)
    n_dense_passages: int = Field(default=40, ge=1, description="taken from the vectors at least")
    n_word_paragraphs: int = Field(default=50, ge=1, description="taken from word search")
    n_exact_passages: int = Field(
        default=20_000,
        ge=1,
        description="within reach of a question: compared one by one; of more, codes choose which",
    )
    n_plain_paragraphs: int = Field(
        default=2_000,
        ge=1,
        description="of a library: words are sought in its tables alone; of more, in postings",
    )
    n_read: int = Field(default=12, ge=0, description="paragraphs the reader reads; 0: none")
    window_words: int = Field(default=90, ge=20, description="longer paragraphs are windowed")
    encode_batch: int = Field(default=32, ge=1, description="texts in one batch, for torch")
    n_threads: int = Field(default=0, ge=0, description="texts encoded abreast; 0: one a core")
    lock_timeout_s: float = Field(default=30.0, ge=0, description="how long a writer waits")
