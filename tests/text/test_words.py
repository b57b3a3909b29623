"""Every message stands in both languages, and everything the app says exists."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from clusterdash.text import Words, messages

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "clusterdash" / "text" / "messages").glob("*.toml"))


def places(form: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(form) if name is not None}


def same_in_both_languages(forms: Mapping[str, str]) -> bool:
    return (
        {"tr", "en"} <= set(forms) <= {"tr", "en", "en_one"}
        and all(form.strip() == form != "" for form in forms.values())
        and places(forms["tr"]) == places(forms["en"]) >= places(forms.get("en_one", ""))
        and all(name.isidentifier() for name in places(forms["tr"]))
    )


def test_a_message_says_the_same_in_both_languages() -> None:
    assert [key for key, forms in messages().items() if not same_in_both_languages(forms)] == []


def test_no_sentence_was_left_untranslated() -> None:
    def own_words(form: str) -> list[str]:
        return re.findall(r"\w+", re.sub(r"\{\w+\}", "", form))

    same = {key: forms["tr"] for key, forms in messages().items() if forms["tr"] == forms["en"]}
    assert {key: form for key, form in same.items() if len(own_words(form)) > 2} == {}


def test_a_word_of_keys_belongs_to_one_file() -> None:
    owners: dict[str, set[str]] = {}
    for file in FILES:
        for word in tomllib.loads(file.read_text(encoding="utf-8")):
            owners.setdefault(word, set()).add(file.name)
    assert {word: files for word, files in owners.items() if len(files) > 1} == {}


def test_values_fill_their_places() -> None:
    assert Words("tr")("source.line", source="SGK") == "Kaynak: SGK"
    assert Words("en")("source.line", source="SGK") == "Source: SGK"


def test_a_count_has_its_plural_and_its_number_format() -> None:
    assert Words("en").count("count.sectors", 1) == "1 sector"
    assert Words("en").count("count.sectors", 1234) == "1,234 sectors"
    assert Words("tr").count("count.sectors", 1) == "1 sektör"
    assert Words("tr").count("count.sectors", 1234) == "1.234 sektör"


def test_an_unknown_message_is_named() -> None:
    for say in (Words("tr"), lambda key: Words("en").count(key, 1)):
        with pytest.raises(KeyError, match=r"board\.nowhere: no such message"):
            say("board.nowhere")


def calls() -> Iterator[tuple[str, str, set[str], bool]]:
    """Every `say("key", …)` and `say.count("key", …)`: where, key, names given, whether more may come."""
    for file in [ROOT / "app.py", *(ROOT / "clusterdash").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if file.exists() else ():
            if not isinstance(node, ast.Call) or not node.args:
                continue
            spoken = ast.unparse(node.func)
            key = node.args[0]
            if not re.search(r"\bsay(\.count)?$", spoken) or not isinstance(key, ast.Constant):
                continue
            names = {word.arg for word in node.keywords if word.arg} | (
                {"count"} if spoken.endswith("count") else set()
            )
            anything = any(word.arg is None for word in node.keywords)
            yield f"{file.relative_to(ROOT)}:{node.lineno}", str(key.value), names, anything


def test_everything_the_app_says_exists_and_its_places_are_filled() -> None:
    wrong = []
    for where, key, names, anything in calls():
        if key not in messages():
            wrong.append(f"{where}: no message {key}")
        elif not anything and names != places(messages()[key]["tr"]):
            wrong.append(f"{where}: {key} has the places {places(messages()[key]['tr'])}, given {names}")
    assert wrong == []


def test_everything_the_live_board_says_exists() -> None:
    scripts = (ROOT / "clusterdash" / "ui" / "static").rglob("*.js")
    asked = {key for script in scripts for key in re.findall(r'\bsay\(\s*"(\w+)"', script.read_text("utf-8"))}
    assert {key for key in asked if f"board.{key}" not in messages()} == set()
