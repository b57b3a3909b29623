"""The catalogue as it stands, and one sentence for whatever can be wrong in it."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pydantic
import pytest

from clusterdash.catalogue import Catalogue, CatalogueError, Text, load

DATA = Path(__file__).resolve().parents[2] / "data"
Edit = Callable[[str, str, str], Path]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(DATA)


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """A copy of the data directory's catalogue in which one text of one file is replaced."""

    def edited(file: str, old: str, new: str) -> Path:
        shutil.copytree(DATA / "catalogue", tmp_path / "catalogue", dirs_exist_ok=True)
        path = tmp_path / "catalogue" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return tmp_path

    return edited


def test_the_programme_published_four_topics_and_nothing_else(catalogue: Catalogue) -> None:
    assert list(catalogue.topics) == ["economic_impact", "demand", "networking", "factors"]
    assert {topic.origin for topic in catalogue.topics.values()} == {"documented"}
    assert {criterion.origin for criterion in catalogue.criteria.values()} == {"proposed"}


def test_the_criteria_are_those_of_the_methods(catalogue: Catalogue) -> None:
    sizes = {topic: len(catalogue.criteria_of(topic)) for topic in catalogue.topics}
    assert sizes == {"economic_impact": 5, "demand": 5, "networking": 5, "factors": 6}
    expert = [code for code, criterion in catalogue.criteria.items() if criterion.kind == "expert"]
    assert expert == ["D5", "N5", "F6"]


def test_topics_weigh_the_same_and_only_size_starts_without_weight(catalogue: Catalogue) -> None:
    assert catalogue.topic_points == {
        "economic_impact": 25,
        "demand": 25,
        "networking": 25,
        "factors": 25,
    }
    assert {code: points for code, points in catalogue.criterion_points.items() if points != 50} == {"E1": 0}
    assert catalogue.criteria["E1"].note is not None


def test_a_figure_of_the_place_or_of_the_country_cannot_reorder(catalogue: Catalogue) -> None:
    fixed = {
        view: [code for code, criterion in catalogue.criteria.items() if not criterion.can_reorder(view)]
        for view in ("sectors", "provinces")
    }
    assert fixed == {"sectors": ["D4", "N4", "F2"], "provinces": ["E5", "D1", "D2", "D3"]}


def test_texts_are_one_sentence_that_ends(catalogue: Catalogue) -> None:
    explained = [topic.explanation for topic in catalogue.topics.values()]
    explained += [criterion.explanation for criterion in catalogue.criteria.values()]
    texts = [text for both in explained for text in (both.tr, both.en)]
    assert [text for text in texts if not re.fullmatch(r"[^?!]+[.?]", text)] == []


def test_every_turkish_text_has_an_english_one_of_its_own(catalogue: Catalogue) -> None:
    explained = [topic.explanation for topic in catalogue.topics.values()]
    explained += [criterion.explanation for criterion in catalogue.criteria.values()]
    explained += [indicator.explanation for indicator in catalogue.indicators.values()]
    explained += [term.meaning for term in catalogue.glossary.values()]
    assert [text.en for text in explained if text.tr == text.en] == []


def test_a_text_speaks_both_languages() -> None:
    text = Text(tr="Talep", en="Demand")
    assert (text.in_("tr"), text.in_("en")) == ("Talep", "Demand")


def test_entries_cannot_be_changed(catalogue: Catalogue) -> None:
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        catalogue.criteria["E1"].points = 50


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        (
            "topics.toml",
            'name_en = "Demand"\n',
            "",
            "topics.toml, entry demand, field name_en: expected the text in English, found none",
        ),
        (
            "topics.toml",
            'name_tr = "Talep"\nname_en = "Demand"\n',
            "",
            "topics.toml, entry demand, field name: expected name_tr and name_en, found nothing",
        ),
        (
            "topics.toml",
            'name_en = "Demand"',
            "name_en = 5",
            "topics.toml, entry demand, field name_en: expected text, found 5",
        ),
        (
            "topics.toml",
            'name_en = "Demand"',
            'name_en = " "',
            "topics.toml, entry demand, field name_en: "
            "expected one line of text without blanks at its ends, found ' '",
        ),
        (
            "topics.toml",
            "points = 25",
            "points = 101",
            "topics.toml, entry economic_impact, field points: "
            "expected a value less than or equal to 100, found 101",
        ),
        (
            "topics.toml",
            "points = 25",
            'points = "25"',
            "topics.toml, entry economic_impact, field points: expected a whole number, found '25'",
        ),
        (
            "topics.toml",
            "points = 25",
            "points = 25\nweight = 3",
            "topics.toml, entry economic_impact, field weight: "
            "expected only name, explanation, basis, origin, points",
        ),
        (
            "topics.toml",
            'origin = "documented"',
            'origin = "guessed"',
            "topics.toml, entry economic_impact, field origin: "
            "expected 'documented', 'proposed' or 'expert', found 'guessed'",
        ),
        (
            "criteria.toml",
            'topic = "economic_impact"',
            'topic = "size"',
            "criteria.toml, entry E1, field topic: "
            "expected one of economic_impact, demand, networking, factors; found size",
        ),
        (
            "criteria.toml",
            "direction = 1",
            "direction = 2",
            "criteria.toml, entry E1, field direction: expected 1 or -1, found 2",
        ),
        (
            "criteria.toml",
            'indicator = "employment_share"\n',
            "",
            "criteria.toml, entry E1, field indicator: "
            "expected one if the criterion is statistical, none if it is expert",
        ),
        (
            "criteria.toml",
            'level = "division"',
            'level = "province"',
            "criteria.toml, entry E5, field level: "
            "expected division, the level of sector_relative_earnings, found province",
        ),
        (
            "criteria.toml",
            'same_as = { provinces = "E2" }',
            'same_as = { towns = "E2" }',
            "criteria.toml, entry E1, field same_as.towns: expected 'sectors' or 'provinces', found 'towns'",
        ),
        (
            "criteria.toml",
            'same_as = { provinces = "E2" }\n',
            "",
            "criteria.toml, entry E2, field same_as: expected E1 to name E2 in the view provinces as well",
        ),
        (
            "indicators.toml",
            'scale = "diverging"\n',
            "",
            "field scale: expected a midpoint with a diverging scale, and only there",
        ),
        (
            "sources.toml",
            "limits_en = [",
            'limits_en = [\n"One more",',
            "sources.toml, entry sgk_2024_1_10, field limits: "
            "expected as many texts in Turkish as in English, found 3 and 4",
        ),
        ("glossary.toml", "[cluster]", "cluster = 1\n[clusters]", "glossary.toml, entry "),
        ("glossary.toml", "[cluster]", "[cluster", "glossary.toml: expected TOML: "),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    edit: Edit, file: str, old: str, new: str, sentence: str
) -> None:
    with pytest.raises(CatalogueError) as caught:
        load(edit(file, old, new))
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_indicator_and_an_unknown_source_are_named(edit: Edit) -> None:
    with pytest.raises(CatalogueError, match=r"^criteria.toml, entry E4, field indicator: .*; found shops$"):
        load(edit("criteria.toml", 'indicator = "workplaces"', 'indicator = "shops"'))
    with pytest.raises(
        CatalogueError, match=r"^indicators.toml, entry insured, field sources: .*; found hearsay$"
    ):
        load(edit("indicators.toml", 'sources = ["sgk_2024_1_11"]', 'sources = ["hearsay"]'))


def test_a_missing_file_is_named(edit: Edit) -> None:
    data = edit("topics.toml", "Talep", "Talep")
    (data / "catalogue" / "glossary.toml").unlink()
    with pytest.raises(CatalogueError, match=r"^glossary.toml: cannot be read in .*catalogue \(No such file"):
        load(data)


def test_another_encoding_is_named(edit: Edit) -> None:
    data = edit("topics.toml", "Talep", "Talep")
    path = data / "catalogue" / "topics.toml"
    path.write_text(path.read_text(encoding="utf-8"), encoding="iso8859-9")
    with pytest.raises(CatalogueError, match=r"^topics.toml: expected UTF-8 text"):
        load(data)
