"""What somebody wrote, shown as the text it is."""

from __future__ import annotations

import re


def as_text(written: str) -> str:
    """A text from outside in one line of Markdown: no mark-up, no HTML, no formula, no picture."""
    marked = re.sub(r"([\\`*_{}\[\]()<>#+!|~:$&-])", r"\\\1", " ".join(written.split()))
    return re.sub(r"^([0-9]+)\.", r"\1\\.", marked)  # a number and a full stop would begin a list
