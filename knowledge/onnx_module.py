"""The first module of the bundled model: text to token embeddings, through onnxruntime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import onnxruntime
import torch
from sentence_transformers.base.modules import InputModule
from tokenizers import Tokenizer

GRAPH, TOKENIZER = "model.onnx", "tokenizer.json"


class OnnxEncoder(InputModule):  # type: ignore[misc]  # its base has no types
    """A transformer that is an ONNX graph; Pooling and Normalize follow it.

    Safe to run from several threads at once, as are the session and the tokenizer.
    """

    config_file_name = "sentence_bert_config.json"

    def __init__(self, folder: Path, max_seq_length: int) -> None:
        super().__init__()
        self.max_seq_length = max_seq_length
        self.tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self.tokenizer.enable_truncation(max_seq_length)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = torch.get_num_threads()
        self.session = onnxruntime.InferenceSession(
            folder / GRAPH, options, providers=["CPUExecutionProvider"]
        )

    @classmethod
    def load(cls, model_name_or_path: str, **_: Any) -> Self:
        """Load from a folder that `bundled.unpack` has made."""
        return cls(Path(model_name_or_path), **cls.load_config(model_name_or_path))

    def preprocess(
        self, inputs: Sequence[str], prompt: str | None = None, **_: Any
    ) -> dict[str, torch.Tensor]:
        """Tokenise to ids and mask, both (texts, tokens), padded to the longest."""
        encoded = self.tokenizer.encode_batch([(prompt or "") + text for text in inputs])
        return {
            "input_ids": torch.tensor([one.ids for one in encoded]),
            "attention_mask": torch.tensor([one.attention_mask for one in encoded]),
        }

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Add "token_embeddings": (texts, tokens, dimensions)."""
        feed = {name: features[name].numpy() for name in ("input_ids", "attention_mask")}
        (states,) = self.session.run(None, feed)
        return {**features, "token_embeddings": torch.from_numpy(np.asarray(states))}

    def get_embedding_dimension(self) -> int:
        """How long a token's vector is."""
        dimensions: int = self.session.get_outputs()[0].shape[-1]
        return dimensions

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Not done: the folder that the module came from is its saved form."""
        raise NotImplementedError("copy the folder of the bundled model instead")
