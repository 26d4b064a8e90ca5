"""What an exported encoder consists of: its weights, told apart by the steps that use them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from onnx import numpy_helper

from index.errors import ModelError

_EMBEDDINGS = ("word_embeddings", "token_type_embeddings", "position_embeddings")
PRODUCTS = (
    *("attention.self.query", "attention.self.key", "attention.self.value"),
    *("attention.output.dense", "intermediate.dense", "output.dense"),
)

Array = npt.NDArray[Any]
_Found = TypeVar("_Found")
Embedding = tuple[Array, Array, Array]


@dataclass(frozen=True, slots=True)
class Product:
    """An int8 product with a matrix: its weights, their zero points and scales, and a bias."""

    weights: Array
    zeros: Array
    scales: Array
    bias: Array

    def beside(self, *others: Product) -> Product:
        """Return one product whose result is those of several, side by side."""
        every = (self, *others)
        return Product(
            np.concatenate([each.weights for each in every], axis=-1),
            np.concatenate([each.zeros for each in every], axis=-1),
            np.concatenate([each.scales for each in every], axis=-1),
            np.concatenate([each.bias for each in every], axis=-1),
        )


@dataclass(frozen=True, slots=True)
class Norm:
    """A layer norm."""

    weight: Array
    bias: Array
    epsilon: float


@dataclass(frozen=True, slots=True)
class Parts:
    """What an exported encoder consists of.

    Attributes:
        embeddings: Of words, kinds and places: quantised weights, scale and zero point.
        products: Six to a layer, in the order of `PRODUCTS`.
        norms: One after the embeddings, then two to a layer.
        root_scale: What queries and keys are both multiplied by.
    """

    embeddings: tuple[Embedding, ...]
    products: tuple[Product, ...]
    norms: tuple[Norm, ...]
    root_scale: np.float32

    @property
    def n_heads(self) -> int:
        """How many heads attention has: its scale is one by the root of what one head takes."""
        return round(len(self.products[0].weights) * float(self.root_scale) ** 4)


def read_parts(model: Any) -> Parts:
    """Return what an exported encoder consists of.

    Raises:
        ModelError: The graph is another one than `index.train.export` writes of a BERT.
    """
    try:
        return _Reader(model.graph).read()
    except (LookupError, ValueError) as error:
        raise unknown_graph(f"{type(error).__name__}: {error}") from error


def unknown_graph(what: str) -> ModelError:
    """Return the error that says why a graph is not rewritten."""
    return ModelError(
        "The exported encoder is not the graph that index/train/lean.py knows how to rewrite "
        f"({what}): bring the two into step, or export without it."
    )


class _Reader:
    """Finds the parts of an exported encoder by what its steps are and by its weights' names."""

    def __init__(self, graph: Any) -> None:
        self._nodes = list(graph.node)
        self._stored = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
        self._made_by = {name: node for node in self._nodes for name in node.output}
        self._used_by = {name: node for node in reversed(self._nodes) for name in node.input}
        for node in self._nodes:
            if node.op_type == "Constant":
                self._stored[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)

    def read(self) -> Parts:
        products = [self._product(node) for node in self._of("MatMulInteger")]
        names = [name for name, _ in products]
        wanted = [
            f"layer.{layer}.{part}.bias"
            for layer in range(max(1, len(names) // len(PRODUCTS)))
            for part in PRODUCTS
        ]
        if len(names) != len(wanted) or not all(map(str.endswith, names, wanted)):
            raise ValueError(f"the products are {names}")
        norms = tuple(self._norm(node) for node in self._of("LayerNormalization"))
        n_norms = 1 + 2 * len(wanted) // len(PRODUCTS)
        if len(norms) != n_norms:
            raise ValueError(f"{len(norms)} norms where {n_norms} were looked for")
        scales = {self._scale(node) for node in self._of("Softmax")}
        if len(scales) != 1:
            raise ValueError(f"the scales of attention are {scales}")
        embeddings = tuple(self._embedding(name) for name in _EMBEDDINGS)
        return Parts(embeddings, tuple(each for _, each in products), norms, scales.pop())

    def _of(self, kind: str) -> Iterator[Any]:
        return (node for node in self._nodes if node.op_type == kind)

    def _next(self, node: Any, kind: str) -> Any:
        found = self._used_by[node.output[0]]
        if found.op_type != kind:
            raise ValueError(f"{found.op_type} follows {node.op_type} where {kind} should")
        return found

    def _stored_input(self, node: Any) -> tuple[str, Array]:
        """Return the first input that is stored, with its name."""
        name = _first((name for name in node.input if name in self._stored), f"of {node.name}")
        return name, self._stored[name]

    def _product(self, node: Any) -> tuple[str, Product]:
        """Return an int8 product and the name of its bias."""
        cast = self._next(node, "Cast")
        scaled = self._next(cast, "Mul")
        name, bias = self._stored_input(self._next(scaled, "Add"))
        scale = _first((each for each in scaled.input if each != cast.output[0]), "scale")
        _, scales = self._stored_input(self._made_by[scale])
        return name, Product(self._stored[node.input[1]], self._stored[node.input[3]], scales, bias)

    def _norm(self, node: Any) -> Norm:
        epsilon = _first((each.f for each in node.attribute if each.name == "epsilon"), "epsilon")
        return Norm(self._stored[node.input[1]], self._stored[node.input[2]], epsilon)

    def _scale(self, softmax: Any) -> np.float32:
        """Return what queries and keys are multiplied by before the product of the two."""
        masked = self._made_by[softmax.input[0]]
        before = (self._made_by[name] for name in masked.input)
        product = _first((node for node in before if node.op_type == "MatMul"), "attention")
        queries, keys = (self._stored_input(self._made_by[name])[1] for name in product.input)
        if queries != keys:
            raise ValueError(f"queries are multiplied by {queries} and keys by {keys}")
        return np.float32(queries)

    def _embedding(self, name: str) -> Embedding:
        ending = f"embeddings.{name}.weight_quantized"
        held = _first((each for each in self._stored if each.endswith(ending)), ending)
        stem = held.removesuffix("_quantized")
        quantised, scale, zero = (
            self._stored[f"{stem}_{what}"] for what in ("quantized", "scale", "zero_point")
        )
        return quantised, scale, zero


def _first(found: Iterator[_Found], what: str) -> _Found:
    for each in found:
        return each
    raise ValueError(f"nothing stands for {what}")
