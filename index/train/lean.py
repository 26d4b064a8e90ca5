"""Rewrites the exported encoder into fewer and larger steps that give the same vectors.

The exporter writes every product and every shape of the model as a step of its own. Here query, key
and value of a layer are one product, its attention is one step, and no shape is worked out anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from index.train.parts import (
    PRODUCTS,
    Array,
    Embedding,
    Norm,
    Parts,
    Product,
    read_parts,
    unknown_graph,
)

_MICROSOFT = "com.microsoft"  # onnxruntime's own steps
_LENGTHS = (1, 2, 9, 40, 100)  # tokens of the texts that both models are tried on
_NEAR = 1e-3  # by which a number of a vector may differ on a processor with other kernels


def make_lean(path: Path) -> None:
    """Rewrite the int8 encoder in a file, exported from a BERT by `index.train.export`.

    Raises:
        ModelError: It is not such an encoder, or the rewritten one gives other vectors; the file
            is left as it was.
    """
    exported = onnx.load(path)
    parts = read_parts(exported)
    lean = _Writer(exported).write(parts)
    _check_same(exported, lean, parts)
    path.write_bytes(lean.SerializeToString())


class _Writer:
    """Writes an encoder's graph; each method adds the steps of one part, returns its result."""

    def __init__(self, exported: Any) -> None:
        self._exported = exported
        self._nodes: list[Any] = []
        self._stored: dict[str, Any] = {}

    def write(self, parts: Parts) -> Any:
        """Return the model, with the inputs and outputs of the exported one."""
        self._mask = self._add("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
        hidden = self._embed(parts)
        for layer in range(len(parts.products) // len(PRODUCTS)):
            hidden = self._layer(f"layer{layer}", layer, hidden, parts)
        self._pool(hidden)
        exported = self._exported.graph
        graph = helper.make_graph(
            self._nodes, "encoder", exported.input, exported.output, list(self._stored.values())
        )
        versions = {each.domain: each.version for each in self._exported.opset_import}
        imports = [helper.make_opsetid("", versions[""]), helper.make_opsetid(_MICROSOFT, 1)]
        model = helper.make_model(
            graph, opset_imports=imports, ir_version=self._exported.ir_version
        )
        onnx.checker.check_model(model)
        return model

    def _keep(self, name: str, value: Array) -> str:
        self._stored[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def _ints(self, name: str, *values: int) -> str:
        return self._keep(name, np.array(values, dtype=np.int64))

    def _float(self, name: str, value: float) -> str:
        return self._keep(name, np.array(value, dtype=np.float32))

    def _add(
        self, kind: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: Any
    ) -> str:
        node = helper.make_node(kind, inputs, [output], domain=domain, **attributes)
        self._nodes.append(node)
        return output

    def _embed(self, parts: Parts) -> str:
        words, kinds, places = parts.embeddings
        n_tokens = self._add("Shape", ["input_ids"], "n_tokens", start=1, end=2)
        every = self._keep("places", np.arange(len(places[0]), dtype=np.int64)[None])
        ends = [self._ints("first", 0), n_tokens, self._ints("axis_of_tokens", 1)]
        at = self._add("Slice", [every, *ends], "places_of_tokens")
        kind = self._keep("kind", np.zeros((1, 1), dtype=np.int64))
        word = self._look_up("words", words, "input_ids")
        summed = self._add("Add", [word, self._look_up("kinds", kinds, kind)], "words_and_kinds")
        summed = self._add("Add", [summed, self._look_up("places", places, at)], "embedded")
        return self._norm("embedded_norm", summed, parts.norms[0])

    def _look_up(self, name: str, embedding: Embedding, at: str) -> str:
        quantised, scale, zero = embedding
        found = self._add("Gather", [self._keep(f"{name}_table", quantised), at], f"{name}_found")
        how = [self._keep(f"{name}_scale", scale), self._keep(f"{name}_zero", zero)]
        return self._add("DequantizeLinear", [found, *how], f"{name}_embedded")

    def _norm(self, name: str, of: str, norm: Norm) -> str:
        kept = [self._keep(f"{name}_weight", norm.weight), self._keep(f"{name}_bias", norm.bias)]
        return self._add("LayerNormalization", [of, *kept], name, axis=-1, epsilon=norm.epsilon)

    def _multiply(self, name: str, of: str, product: Product) -> str:
        """Quantise a result by what is in it, multiply it, and add a bias."""
        outputs = [f"{name}_in", f"{name}_in_scale", f"{name}_in_zero"]
        self._nodes.append(helper.make_node("DynamicQuantizeLinear", [of], outputs))
        quantised, in_scale, in_zero = outputs
        weights = self._keep(f"{name}_weights", product.weights)
        zeros = self._keep(f"{name}_zeros", product.zeros)
        scales = self._keep(f"{name}_scales", product.scales)
        scale = self._add("Mul", [in_scale, scales], f"{name}_scale")
        whole = self._add("MatMulInteger", [quantised, weights, in_zero, zeros], f"{name}_int")
        cast = self._add("Cast", [whole], f"{name}_cast", to=TensorProto.FLOAT)
        scaled = self._add("Mul", [cast, scale], f"{name}_scaled")
        return self._add("Add", [self._keep(f"{name}_bias", product.bias), scaled], name)

    def _layer(self, name: str, layer: int, hidden: str, parts: Parts) -> str:
        first = len(PRODUCTS) * layer
        query, key, value, output, up, down = parts.products[first : first + len(PRODUCTS)]
        norm, last_norm = parts.norms[1 + 2 * layer : 3 + 2 * layer]
        attended = self._attend(name, hidden, query.beside(key, value), parts)
        attended = self._multiply(f"{name}_attended", attended, output)
        summed = self._add("Add", [attended, hidden], f"{name}_with_attended")
        hidden = self._norm(f"{name}_norm", summed, norm)
        raised = self._gelu(f"{name}_gelu", self._multiply(f"{name}_up", hidden, up))
        lowered = self._multiply(f"{name}_down", raised, down)
        weight = self._keep(f"{name}_last_weight", last_norm.weight)
        bias = self._keep(f"{name}_last_bias", last_norm.bias)
        return self._add(
            "SkipLayerNormalization",
            [lowered, hidden, weight, bias],
            f"{name}_last_norm",
            _MICROSOFT,
            epsilon=last_norm.epsilon,
        )

    def _attend(self, name: str, hidden: str, product: Product, parts: Parts) -> str:
        joined = self._multiply(f"{name}_joined", hidden, product)
        split = [f"{name}_query", f"{name}_key", f"{name}_value"]
        self._nodes.append(helper.make_node("Split", [joined], split, axis=-1))
        return self._add(
            "MultiHeadAttention",
            [*split, "", self._mask],
            f"{name}_found",
            _MICROSOFT,
            num_heads=parts.n_heads,
            scale=float(parts.root_scale * parts.root_scale),
            mask_filter_value=float(np.finfo(np.float32).min),
        )

    def _gelu(self, name: str, of: str) -> str:
        """The five steps that onnxruntime knows as one."""
        divided = self._add("Div", [of, self._float("root_of_2", 2**0.5)], f"{name}_divided")
        error = self._add("Erf", [divided], f"{name}_erf")
        error = self._add("Add", [error, self._float("one", 1.0)], f"{name}_erf_1")
        doubled = self._add("Mul", [of, error], f"{name}_doubled")
        return self._add("Mul", [doubled, self._float("half", 0.5)], name)

    def _pool(self, hidden: str) -> None:
        """The mean of the tokens' vectors, brought to length 1."""
        last, tokens = self._ints("last_axis", -1), self._ints("axis_of_tokens", 1)
        weights = self._add("Unsqueeze", ["attention_mask", last], "weights_int")
        weights = self._add("Cast", [weights], "weights", to=TensorProto.FLOAT)
        n = self._add("ReduceSum", [weights, tokens], "weight", keepdims=0)
        n = self._add("Clip", [n, self._float("one", 1.0), ""], "weight_or_1")
        weighed = self._add("Mul", [hidden, weights], "weighed")
        summed = self._add("ReduceSum", [weighed, tokens], "summed", keepdims=0)
        mean = self._add("Div", [summed, n], "mean")
        length = self._add("ReduceL2", [mean], "length", axes=[-1], keepdims=1)
        length = self._add("Clip", [length, self._float("tiny", 1e-12), ""], "length_or_tiny")
        self._add("Div", [mean, length], "embedding")


def _check_same(exported: Any, lean: Any, parts: Parts) -> None:
    """Raise ModelError where the two models give a text different vectors."""
    sessions = [_open(model) for model in (exported, lean)]
    draw = np.random.default_rng(7)
    n_words = len(parts.embeddings[0][0])
    n_places = len(parts.embeddings[-1][0])
    for n_tokens in (min(n, n_places) for n in _LENGTHS):
        mask = np.ones((2, n_tokens), dtype=np.int64)
        mask[1, (n_tokens + 1) // 2 :] = 0
        feeds = {"input_ids": draw.integers(0, n_words, mask.shape), "attention_mask": mask}
        one, other = (session.run(None, feeds)[0] for session in sessions)
        if not np.allclose(one, other, rtol=0, atol=_NEAR):
            raise unknown_graph(
                f"vectors of {n_tokens} tokens differ by {np.abs(one - other).max()}"
            )


def _open(model: Any) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
