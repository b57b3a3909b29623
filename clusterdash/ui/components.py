"""Components of our own: a folder of plain JavaScript and CSS under static/, no build chain."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

import streamlit as st

_STATIC: Final = Path(__file__).with_name("static")


@cache
def component(name: str) -> Callable[..., Any]:
    """The mounting command of `static/<name>/<name>.js`.

    Streamlit runs the script it is given from a blob: address: two lines that import the module by its own
    address, whose version lets browsers keep it. A single line would be taken for a path.
    """
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    path = f"{'/' + base if base else ''}/app/static/{name}/{name}.js?v={static_version(name)}"
    # Short, because it travels with every run of what mounts it.
    script = f"export default async c=>\n(await import(location.origin+{path!r})).default(c)"
    return st.components.v2.component(f"clusterdash_{name}", js=script)


@cache
def static_files(name: str, ending: str) -> tuple[str, ...]:
    """The component's files with this ending, as the browser asks for them below static/."""
    files = sorted((_STATIC / name).glob(f"*.{ending}"))
    return tuple(f"{name}/{file.name}?v={static_version(name)}" for file in files)


@cache
def static_version(name: str) -> str:
    """A hash of a component's files, or of the one file that has this name."""
    digest = hashlib.sha256()
    place = _STATIC / name
    for file in sorted(place.iterdir()) if place.is_dir() else [place]:
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:8]
