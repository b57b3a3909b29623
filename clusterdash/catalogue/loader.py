"""Read the catalogue's TOML files, and say in one sentence what is wrong with them."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from clusterdash.catalogue.models import Catalogue, Criterion, Indicator, Source, Term, Text, Topic

_Entry = TypeVar("_Entry", bound=BaseModel)
_LANGUAGES = {"tr": "Turkish", "en": "English"}


class CatalogueError(ValueError):
    """One sentence: file, entry, field, what was expected and what was found."""

    def __init__(self, file: str, entry: str, field: str, problem: str) -> None:
        self.file, self.entry, self.field, self.problem = file, entry, field, problem
        place = ", ".join(
            part for part in (file, entry and f"entry {entry}", field and f"field {field}") if part
        )
        super().__init__(f"{place}: {problem}")


def load(data_dir: Path) -> Catalogue:
    """Read `data_dir/catalogue/*.toml`.

    Raises CatalogueError, naming file, entry and field, where a file is missing or not TOML, a field is
    missing, unknown or of the wrong kind, a text lacks a language, or a code names an entry that does not
    exist.
    """
    folder = data_dir / "catalogue"
    catalogue = Catalogue(
        topics=_entries(folder / "topics.toml", Topic, "code"),
        criteria=_entries(folder / "criteria.toml", Criterion, "code"),
        indicators=_entries(folder / "indicators.toml", Indicator, "id"),
        sources=_entries(folder / "sources.toml", Source, "id"),
        glossary=_entries(folder / "glossary.toml", Term, "id"),
    )
    for indicator in catalogue.indicators.values():
        _check_codes("indicators.toml", indicator.id, "sources", indicator.sources, catalogue.sources)
    for criterion in catalogue.criteria.values():
        _check_criterion(criterion, catalogue)
    return catalogue


def _check_criterion(criterion: Criterion, catalogue: Catalogue) -> None:
    file, code = "criteria.toml", criterion.code
    _check_codes(file, code, "topic", [criterion.topic], catalogue.topics)
    others = {other for other in catalogue.criteria if other != code}
    _check_codes(file, code, "same_as", criterion.same_as.values(), others)
    _check_codes(file, code, "follows", criterion.follows.values(), others)
    for view, other in criterion.same_as.items():
        if catalogue.criteria[other].same_as.get(view) != code:
            raise CatalogueError(
                file, code, "same_as", f"expected {other} to name {code} in the view {view} as well"
            )
    if criterion.indicator is None:
        return
    _check_codes(file, code, "indicator", [criterion.indicator], catalogue.indicators)
    level = catalogue.indicators[criterion.indicator].level
    if criterion.level != level:
        problem = f"expected {level}, the level of {criterion.indicator}, found {criterion.level}"
        raise CatalogueError(file, code, "level", problem)


def _check_codes(file: str, entry: str, field: str, codes: Iterable[str], known: Iterable[str]) -> None:
    known = list(known)
    for code in codes:
        if code not in known:
            raise CatalogueError(file, entry, field, f"expected one of {', '.join(known)}; found {code}")


def _entries(path: Path, model: type[_Entry], key: str) -> dict[str, _Entry]:
    entries = {}
    for code, fields in _read(path).items():
        if not isinstance(fields, dict):
            raise CatalogueError(path.name, code, "", f"expected a table [{code}], found a single value")
        if key in fields:
            raise CatalogueError(path.name, code, key, "expected no such field: the table's name is the code")
        try:
            entries[code] = model.model_validate({key: code, **_both_languages(path.name, code, fields)})
        except ValidationError as error:
            field, problem = _in_words(error.errors(include_url=False)[0], model)
            raise CatalogueError(path.name, code, field, problem) from None
    if not entries:
        raise CatalogueError(path.name, "", "", "expected at least one entry, found none")
    return entries


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogueError(
            path.name, "", "", f"cannot be read in {path.parent} ({error.strerror})"
        ) from None
    except UnicodeDecodeError as error:
        problem = f"expected UTF-8 text, found another encoding at byte {error.start}"
        raise CatalogueError(path.name, "", "", problem) from None
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(path.name, "", "", f"expected TOML: {error}") from None


def _both_languages(file: str, entry: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Join `name_tr` and `name_en` into `name`; lists of both join item by item, and become tuples."""
    joined: dict[str, Any] = {}
    for name, value in fields.items():
        stem, _, language = name.rpartition("_")
        if language not in _LANGUAGES or not stem:
            joined[name] = tuple(value) if isinstance(value, list) else value
            continue
        for other, in_words in _LANGUAGES.items():
            if f"{stem}_{other}" not in fields:
                problem = f"expected the text in {in_words}, found none"
                raise CatalogueError(file, entry, f"{stem}_{other}", problem)
        joined[stem] = _text(file, entry, stem, fields[f"{stem}_tr"], fields[f"{stem}_en"])
    return joined


def _text(file: str, entry: str, stem: str, tr: Any, en: Any) -> Any:
    if isinstance(tr, list) != isinstance(en, list):
        raise CatalogueError(file, entry, stem, "expected a list in both languages or in neither")
    if not isinstance(tr, list):
        return {"tr": tr, "en": en}
    if len(tr) != len(en):
        problem = f"expected as many texts in Turkish as in English, found {len(tr)} and {len(en)}"
        raise CatalogueError(file, entry, stem, problem)
    return tuple({"tr": one, "en": other} for one, other in zip(tr, en, strict=True))


def _in_words(error: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    """The field and the problem of pydantic's first error, as a reader of the TOML file knows them."""
    path = [str(part) for part in error["loc"] if part != "[key]"]
    if path and path[-1] in _LANGUAGES:
        path[-2:] = [f"{path[-2]}_{path[-1]}"] if len(path) == 2 else [f"{path[0]}_{path[-1]}", path[-2]]
    field = ".".join(path)
    found = f", found {error['input']!r}"[:90]
    match error["type"]:
        case "missing":
            wanted = model.model_fields[path[0]].annotation
            names = f"{field}_tr and {field}_en" if wanted in (Text, tuple[Text, ...]) else "a value"
            return field, f"expected {names}, found nothing"
        case "extra_forbidden":
            known = [name for name in model.model_fields if name not in ("id", "code")]
            return field, f"expected only {', '.join(known)}"
        case "string_type":
            return field, f"expected text{found}"
        case "string_too_short" | "string_pattern_mismatch":
            return field, f"expected one line of text without blanks at its ends{found}"
        case "int_type" | "int_from_float":
            return field, f"expected a whole number{found}"
        case "model_type" | "model_attributes_type":
            return field, f"expected {field}_tr and {field}_en{found}"
        case "literal_error":
            return field, f"expected {error['ctx']['expected']}{found}"
        case "value_error":
            field, _, problem = str(error["ctx"]["error"]).partition(": ")
            return field, problem
        case _:
            return field, error["msg"].replace("Input should be", "expected a value") + found
