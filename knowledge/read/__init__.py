"""Files to documents: one reader per format, each file opened in a process of its own."""

from knowledge.read.door import Reader, read
from knowledge.read.formats import SUFFIXES, Limits

__all__ = ["SUFFIXES", "Limits", "Reader", "read"]
