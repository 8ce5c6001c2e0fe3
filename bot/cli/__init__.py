"""The commands: `lotsen …`, the same as `python -m bot …`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from bot.cli.failure import WrongCall
from bot.cli.parser import parse
from bot.config import SettingsError, load
from bot.skill import UserError
from bot.texts import texts
from knowledge.model import KnowledgeError

DONE, FAILED, WRONG_CALL = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 failed, 2 wrong call or settings."""
    arguments = parse(sys.argv[1:] if argv is None else argv)
    # Whatever is written, by us or by a library, is for its owner only.
    os.umask(0o077)
    try:
        return int(arguments.run(arguments))
    except (SettingsError, WrongCall) as error:
        print(f"lotsen: {error}", file=sys.stderr)
        return WRONG_CALL
    except (UserError, KnowledgeError) as error:
        language = load(arguments.config).language
        print(texts.told(language, error.code, error.details), file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return FAILED
    except BrokenPipeError:
        # Whoever was reading has seen enough; that is not an error.
        sys.stderr.close()
        return DONE
