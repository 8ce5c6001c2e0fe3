"""`python -m bot` is `lotsen`."""

import sys

from bot.cli import main

sys.exit(main())
