"""Recognise a document's metadata: what is not recognised stays unknown."""

from knowledge.recognise.recognise import recognise
from knowledge.recognise.sidefile import side_file, with_side_file, write_side_file

__all__ = ["recognise", "side_file", "with_side_file", "write_side_file"]
