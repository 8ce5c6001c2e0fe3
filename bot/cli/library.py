"""`lotsen ingest`, `documents` and `reindex`: the library from the command line."""

from __future__ import annotations

import argparse
import json
import sys

from bot.audit import TERMINAL
from bot.config import load
from bot.texts import texts
from bot.wiring import build
from knowledge.library import DocumentInfo, FileOutcome


def ingest(arguments: argparse.Namespace) -> int:
    """Read files and folders into the library; 1 if any of them failed."""
    settings = load(arguments.config)
    with build(settings) as app:
        report = app.library.ingest(arguments.paths, _progress, now=app.now())
        app.note_ingest(report, TERMINAL)
    if arguments.json:
        files = [_outcome(settings.language, file) for file in report.files]
        print(json.dumps({"files": files}, ensure_ascii=False))
    else:
        for file in report.files:
            print(_line(settings.language, file))
    return 1 if any(file.error for file in report.files) else 0


def documents(arguments: argparse.Namespace) -> int:
    """List what is in the library, with status, validity and owner."""
    settings = load(arguments.config)
    with build(settings) as app:
        held = app.library.documents()
    if arguments.json:
        print(json.dumps({"documents": [_document(one) for one in held]}, ensure_ascii=False))
    else:
        for one in held:
            print(_document_line(settings.language, one))
    return 0


def reindex(arguments: argparse.Namespace) -> int:
    """Rebuild vectors and keywords from what SQL holds."""
    with build(load(arguments.config)) as app:
        app.library.reindex(_progress)
    return 0


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _sentence(language: str, file: FileOutcome) -> str:
    assert file.error is not None
    return texts.told(language, file.error.code, file.error.details)


def _outcome(language: str, file: FileOutcome) -> dict[str, object]:
    fields: dict[str, object] = {"file": file.file, "outcome": file.outcome}
    if file.error:
        fields |= {"code": file.error.code, "error": _sentence(language, file)}
    return fields


def _line(language: str, file: FileOutcome) -> str:
    return f"{file.outcome:9} {file.file}" + (
        f": {_sentence(language, file)}" if file.error else ""
    )


def _document(one: DocumentInfo) -> dict[str, object]:
    meta = one.metadata
    return {
        "file": one.file,
        "title": meta.title,
        "status": meta.status,
        "diary_number": meta.diary_number,
        "body": meta.body,
        "decided": meta.decided and meta.decided.isoformat(),
        "valid_from": meta.valid_from and meta.valid_from.isoformat(),
        "valid_to": meta.valid_to and meta.valid_to.isoformat(),
        "owner": meta.owner,
        "passages": one.passages,
        "error": one.error and one.error.code,
    }


def _document_line(language: str, one: DocumentInfo) -> str:
    meta = one.metadata
    parts = [f"{one.file}: {meta.title or '–'}", texts(language, f"status.{meta.status}")]
    if meta.decided:
        parts[-1] += f" {meta.decided}"
    if meta.valid_to:
        parts.append(f"– {meta.valid_to}")
    if meta.owner:
        parts.append(meta.owner)
    if one.error:
        parts.append(texts.told(language, one.error.code, one.error.details))
    return " · ".join(parts)
