"""How a line of the log looks."""

from __future__ import annotations

import logging
import time


class UtcFormatter(logging.Formatter):
    """Times are UTC, wherever the machine is: lines of two machines can be laid side by side."""

    converter = time.gmtime
