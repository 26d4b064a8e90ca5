"""The assistant's settings."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class ModelSettings(BaseModel):
    """A chat model that shortens answers; none where it has no name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = Field(default=None, description="as 'ollama:llama3.1' or 'openai:gpt-4o'")
    base_url: str | None = Field(default=None, description="of an OpenAI-compatible server")
    api_key: SecretStr | None = None
    timeout_s: float = Field(default=20.0, gt=0, description="for one answer, in all")
    max_tokens: int = Field(default=500, ge=16)
    max_reply_chars: int = Field(default=20_000, ge=100)


class AssistantSettings(BaseModel):
    """How the assistant chooses, and when it would rather say that the papers are silent.

    Probabilities are in [0, 1].
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    top_k: int = Field(default=14, ge=10, description="paragraphs that a search looks at")
    max_citations: int = Field(default=3, ge=1, description="for one question about one council")
    max_quote_chars: int = Field(default=700, ge=80)
    max_question_chars: int = Field(default=2_000, ge=100)
    n_nearest: int = Field(default=3, ge=1)
    n_suggestions: int = Field(default=3, ge=0)
    answer_at: float = Field(
        default=0.8, ge=0, le=1, description="answer where it is this likely that the papers do"
    )
    perhaps_at: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="the same; from it up, nothing found is not told as silence of the paper",
    )
    compare_at: float = Field(
        default=0.6, ge=0, le=1, description="the same, of each paper where several are compared"
    )
    sure_at: float = Field(
        default=0.3,
        ge=0,
        le=1,
        description="of the first citation's likelihood; below it an answer says it comes nearest",
    )
    verdict_at: float = Field(
        default=0.3, ge=0, le=1, description="of paragraph and verdict together; below it none"
    )
    heading_below: float = Field(
        default=0.6, ge=0, le=1, description="the same; below it an empty heading comes before it"
    )
    also_at: float = Field(default=0.2, ge=0, le=1, description="cite a further paragraph from")
    also_share: float = Field(default=0.5, ge=0, le=1, description="of the best one's likelihood")
    beside_share: float = Field(
        default=0.3, ge=0, le=1, description="the same, of a paragraph next to the best one"
    )
    edition_at: float = Field(default=0.05, ge=0, le=1, description="show another edition from")
    model: ModelSettings = ModelSettings()
    history_turns: int = Field(default=4, ge=1, description="earlier turns that are looked at")
