"""How the digits of a would-be identity number are grouped, and what that tells.

"19540312-9804" is grouped (8, 4), "54 03 12 9804" is (2, 2, 2, 4). An identity number may be cut
between century, year, month, day and the four last; phone numbers and amounts are cut elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

_GROUPS = re.compile(r"\d+")
_LINE_BREAK = re.compile(r" *\n *")
_PHONE = re.compile(r"\d{2,4} ?[-/ ] ?[\d ]+")
_DOUBLED = tuple(sum(divmod(2 * digit, 10)) for digit in range(10))


@dataclass(frozen=True)
class Shape:
    """Ten or twelve digits as they were written."""

    written: str
    digits: str
    """The digits alone."""
    groups: tuple[int, ...]
    """The length of each group."""

    @property
    def singly(self) -> bool:
        """Every digit on its own: "5 4 0 3 1 2 - 9 8 0 4"."""
        return len(self.groups) == len(self.digits)

    @property
    def spaced(self) -> bool:
        """Cut by blanks alone."""
        return len(self.groups) > 1 and not self.written.strip("0123456789 \n")  # no other mark

    @property
    def tidy(self) -> bool:
        """Cut only where an identity number may be: around the date, or all through it."""
        if self.singly or len(self.groups) == 1:
            return True
        cuts = set(accumulate(self.groups[:-1]))
        date = len(self.digits) - 4
        if not cuts <= {2, 4, 6, 8, 10} & set(range(len(self.digits))):
            return False
        return date in cuts or max(cuts) == 2 or (date - 4 in cuts and max(cuts) == date - 2)

    @property
    def like_phone(self) -> bool:
        """Grouped as phone numbers are: "0910-12 34 56", "08-123 456 78"."""
        if self.written[0] != "0" or not 2 <= self.groups[0] <= 4:
            return False
        if self.spaced:
            return not self.tidy or self.groups == (4, 2, 2, 2)
        return bool(_PHONE.fullmatch(self.written))

    @property
    def in_thousands(self) -> bool:
        """Grouped as amounts are: "1 954 031 234"."""
        groups = self.groups
        return len(groups) > 2 and set(groups[1:]) == {3} and groups[0] <= 3

    @property
    def checks(self) -> bool:
        """Whether the check digit is right (Luhn, modulus 10, over the last ten digits)."""
        ten = [int(digit) for digit in self.digits[-10:]]
        return (sum(_DOUBLED[digit] for digit in ten[0::2]) + sum(ten[1::2])) % 10 == 0


def shape_of(written: str) -> Shape:
    """The shape of some digits and the marks between. One line break may cut anywhere, so it does
    not count."""
    groups = _GROUPS.findall(written)
    digits = "".join(groups)
    if written.count("\n") == 1 and len(groups) < len(digits):
        groups = _GROUPS.findall(_LINE_BREAK.sub("", written))
    return Shape(written, digits, tuple(map(len, groups)))
