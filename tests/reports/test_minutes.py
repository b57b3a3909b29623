"""The minutes, opened again: what they say, in both languages and both formats, and whom they do not name."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import docx
import pypdf
import pytest

from clusterdash import comparison
from clusterdash.records.studies import Study
from clusterdash.records.values import TOPICS, Verdict
from clusterdash.reports.document import clean
from clusterdash.reports.minutes import Session, minutes_docx, minutes_pdf
from clusterdash.warehouse import Warehouse
from tests.meeting import ADDRESS, SHORTLIST, analysis, ballot, decision, hall, meeting, participant, session

LETTERS = "ÇĞİÖŞÜçğıöşü"


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def docx_text(content: bytes) -> str:
    file = opened(content)
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    links = [link.text for paragraph in file.paragraphs for link in paragraph.hyperlinks]
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells, *links])


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def both(warehouse: Warehouse, of: Session, language: Any) -> tuple[str, str]:
    return (
        docx_text(minutes_docx(warehouse, of, language)),
        pdf_text(minutes_pdf(warehouse, of, language)),
    )


def study(year: int, title: str) -> Study:
    author = "Orta Karadeniz Kalkınma Ajansı"
    return Study(f"{year}", 1, 19, title, author, year, "tr", (19,), ("28",), "", "", "", "")


def two_rounds(warehouse: Warehouse) -> Session:
    ranked = analysis(warehouse)
    second = [replace(one, round=2, weights=dict.fromkeys(TOPICS, 25), order=SHORTLIST) for one in hall()]
    return session(
        warehouse,
        second=comparison.compare(warehouse, ranked, second, SHORTLIST, ("28", "10")),
        movement=comparison.movement(hall(), second, TOPICS, SHORTLIST),
    )


# --- what they say --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "chapters"),
    [
        (
            "tr",
            ["Katılanlar", "Gündem", "Analiz", "Salonun ağırlıkları", "Sıralamalar", "Koşutluk",
             "Salonun uzman puanları (1–5)", "Onay ve itirazlar", "Karar", "Her şeyi yeniden açan bağlantı"],
        ),
        (
            "en",
            ["Who took part", "Agenda", "The analysis", "The hall's weights", "Rankings", "Parallelism",
             "Expert scores of the hall (1–5)", "Confirmed and disputed", "Decision",
             "The link that reopens it all"],
        ),
    ],
)  # fmt: skip
def test_chapters_are_real_headings_and_bookmarks(
    warehouse: Warehouse, language: Any, chapters: list[str]
) -> None:
    made = session(warehouse)
    file = opened(minutes_docx(warehouse, made, language))
    assert [p.text for p in file.paragraphs if p.style.name == "Heading 1"] == chapters
    reader = pypdf.PdfReader(io.BytesIO(minutes_pdf(warehouse, made, language)))
    assert [entry.title for entry in reader.outline if not isinstance(entry, list)] == chapters


def test_pdf_text_has_turkish_letters(warehouse: Warehouse) -> None:
    made = session(warehouse, meeting=meeting(warehouse, title=f"Toplantı {LETTERS}"))
    text = pdf_text(minutes_pdf(warehouse, made, "tr"))
    assert LETTERS in text
    assert "Ağ Oluşturma" in text
    assert "Iğdır" not in text


@pytest.mark.parametrize("language", ["tr", "en"])
def test_both_formats_say_the_same(warehouse: Warehouse, language: Any) -> None:
    word, pdf = both(warehouse, two_rounds(warehouse), language)
    found = squeezed(pdf)
    # A footer may stand between two lines of a cell that runs over the page; nothing here does.
    missing = [line for line in word.split("\n") if line.strip() and squeezed(line) not in found]
    assert missing == []


def test_facts_of_the_meeting_stand_in_them(warehouse: Warehouse) -> None:
    for text in both(warehouse, session(warehouse), "tr"):
        for words in (
            "4 Mayıs 2026", "Çorum Ticaret ve Sanayi Odası", "Hitit Üniversitesi", "Analizin sunumu",
            warehouse.edition.id, "Sosyal Güvenlik Kurumu", "Makine ve ekipman, Fabrikasyon metal ürünler",
            "Tedarikçi ağı güçlü.", "Üniversite tekstili de istedi.", "25 Mayıs 2013", "Kendall",
        ):  # fmt: skip
            assert squeezed(words) in squeezed(text), words


def test_the_analysis_stands_with_the_scores_of_the_ranking(warehouse: Warehouse) -> None:
    made = session(warehouse)
    file = opened(minutes_docx(warehouse, made, "en"))
    table = next(t for t in file.tables if t.rows[0].cells[0].text == "Rank in the scope")
    rows = [[cell.text for cell in row.cells] for row in table.rows][1:]
    assert len(rows) == len(SHORTLIST)
    ranked = made.analysis
    first = ranked.codes.index("28")
    assert rows[0][:3] == ["1", "Machinery and equipment", f"{100 * ranked.scores[first]:.1f}"]
    for row in rows:
        assert sum(map(float, row[3:])) == pytest.approx(float(row[2]), abs=0.25)


def test_the_link_that_reopens_it_all_is_a_link(warehouse: Warehouse) -> None:
    made = session(warehouse)
    file = opened(minutes_docx(warehouse, made, "en"))
    assert [link.address for p in file.paragraphs for link in p.hyperlinks] == [ADDRESS]
    pages = pypdf.PdfReader(io.BytesIO(minutes_pdf(warehouse, made, "en"))).pages
    links = [note.get_object()["/A"]["/URI"] for page in pages for note in page.get("/Annots", [])]
    assert set(links) == {ADDRESS}


def test_the_second_round_has_its_chapter_and_weights_before_and_after(warehouse: Warehouse) -> None:
    text = docx_text(minutes_docx(warehouse, two_rounds(warehouse), "en"))
    assert "Weights after the second round" in text
    assert "Opinions came closer." in text
    assert "The second round" not in docx_text(minutes_docx(warehouse, session(warehouse), "en"))


# --- decisions ------------------------------------------------------------------------------------


def test_none_yet_is_a_decision_of_its_own(warehouse: Warehouse) -> None:
    none = session(warehouse, decision=decision(divisions=(), dissent=""))
    for text in both(warehouse, none, "en"):
        assert "No sector selected yet." in text
        assert "No dissent was recorded." in text
        assert "decided here" in squeezed(text) or "decided here" in text
    waiting = docx_text(minutes_docx(warehouse, session(warehouse, decision=None), "en"))
    assert "No decision had been made" in waiting
    assert "Selected" not in waiting


@pytest.mark.parametrize(
    ("province", "words"),
    [
        (19, "What the programme published on 25 May 2013: Food processing machinery"),
        (61, "On 25 May 2013 the programme published no sector for this province"),
        (5, "not among the pilots the programme published in 2013"),
    ],
)
def test_decided_here_is_told_from_published_2013(warehouse: Warehouse, province: int, words: str) -> None:
    made = session(warehouse, meeting=meeting(warehouse, province=province))
    published = {row["province"]: row["sector_en"] for row in warehouse.rows("programme_pilots")}
    text = docx_text(minutes_docx(warehouse, made, "en"))
    assert "decided here" in text
    if published.get(province):
        words = f"What the programme published on 25 May 2013: {published[province]}."
    assert words in text


# --- whom they do not name ------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["tr", "en"])
def test_only_those_who_agreed_are_named(warehouse: Warehouse, language: Any) -> None:
    for text in both(warehouse, session(warehouse), language):
        assert "Ayşe Güneş" in text
        assert "İhsan" not in text
        # The code would let anybody join a meeting that is reopened.
        assert "K7QP4MXA" not in text


def test_a_kind_with_few_ballots_has_no_average_of_its_own(warehouse: Warehouse) -> None:
    file = opened(minutes_docx(warehouse, session(warehouse), "en"))
    table = next(t for t in file.tables if [c.text for c in t.rows[0].cells][:2] == ["Kind", "Ballots"])
    assert [row.cells[0].text for row in table.rows][1:] == [
        "Chamber", "University", "Everybody (mean)", "Everybody (median)"
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "chamber"), [("tr", "Oda"), ("en", "Chamber")])
def test_a_reason_of_a_kind_with_few_ballots_points_at_nobody(
    warehouse: Warehouse, language: Any, chamber: str
) -> None:
    ballots = [
        replace(one, verdicts={"28": Verdict("dispute", f"{one.kind} neden")})
        if one.kind in ("ngo", "chamber") else one
        for one in hall()
    ]  # fmt: skip
    first = comparison.compare(warehouse, analysis(warehouse), ballots, SHORTLIST, ("28", "10"))
    for text in both(warehouse, session(warehouse, first=first), language):
        found = squeezed(text)
        assert squeezed(f"“chamber neden” ({chamber})") in found
        assert squeezed("“ngo neden”") in found
        assert squeezed("“ngo neden” (") not in found


@pytest.mark.parametrize(
    ("language", "chapter", "more"),
    [("tr", "Yapılmış çalışmalar", "2 çalışma daha"), ("en", "Existing studies", "2 more studies")],
)
def test_existing_studies_are_cited_in_both_formats(
    warehouse: Warehouse, language: Any, chapter: str, more: str
) -> None:
    made = session(warehouse, studies=tuple(study(2040 - n, f"Küme {n} çalışması") for n in range(32)))
    for text in both(warehouse, made, language):
        assert chapter in text
        found = squeezed(text)
        assert squeezed("Orta Karadeniz Kalkınma Ajansı (2040): Küme 0 çalışması") in found
        assert squeezed("(2011): Küme 29 çalışması") in found
        assert "Küme30" not in found
        assert squeezed(more) in found
    for text in both(warehouse, session(warehouse), language):
        assert chapter not in text


# --- nothing, and strange things ------------------------------------------------------------------


@pytest.mark.parametrize("language", ["tr", "en"])
def test_a_meeting_nobody_answered_has_minutes_without_figures(warehouse: Warehouse, language: Any) -> None:
    ranked = analysis(warehouse)
    empty = session(
        warehouse,
        meeting=meeting(warehouse, agenda=(), place="", proposed=()),
        participants=(),
        first=comparison.compare(warehouse, ranked, (), SHORTLIST),
        decision=None,
    )
    word, pdf = both(warehouse, empty, language)
    assert warehouse.edition.id in word
    expected = {"tr": "Henüz kimse sektörleri sıralamadı", "en": "Nobody has ordered the sectors yet"}
    assert expected[language] in word
    assert expected[language] in pdf


def test_whatever_people_type_the_documents_open(warehouse: Warehouse) -> None:
    strange = "Kötü\x00 \x0b metin \ud800 <b>&amp;</b> 😀 العربية " + "uzun" * 200
    said = [ballot("a", verdicts={"28": Verdict("dispute", strange)}, order=SHORTLIST)]
    made = session(
        warehouse,
        meeting=meeting(warehouse, title=strange, place=strange, agenda=(strange,)),
        participants=(participant(1, strange, "ngo", name=strange, consent=True),),
        first=comparison.compare(warehouse, analysis(warehouse), said, SHORTLIST, ("28",)),
        decision=decision(reasons=strange, dissent=strange),
        studies=(study(2012, strange),),
    )
    word, pdf = both(warehouse, made, "tr")
    assert "<b>&amp;</b>" in word
    assert "<b>&amp;</b>" in pdf


def test_clean_text_keeps_lines_and_joins_letters_with_their_marks() -> None:
    assert clean("bir\r\niki\tüç\x07") == "bir\niki üç"
    assert clean("I\u0307zmir") == "İzmir"


def test_the_same_session_gives_the_same_bytes(warehouse: Warehouse) -> None:
    made = session(warehouse)
    for write in (minutes_docx, minutes_pdf):
        assert write(warehouse, made, "tr") == write(warehouse, made, "tr")


def test_another_edition_is_refused(warehouse: Warehouse) -> None:
    made = session(warehouse)
    other = replace(made, analysis=replace(made.analysis, edition="0123456789ab"))
    with pytest.raises(ValueError, match="0123456789ab"):
        minutes_pdf(warehouse, other, "tr")


# --- the look -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "locale"), [("tr", "tr-TR"), ("en", "en-GB")])
def test_files_say_their_language_and_title(warehouse: Warehouse, language: Any, locale: str) -> None:
    file = opened(minutes_docx(warehouse, session(warehouse), language))
    assert file.core_properties.language == locale
    assert f'w:val="{locale}"' in file.styles.element.xml
    reader = pypdf.PdfReader(io.BytesIO(minutes_pdf(warehouse, session(warehouse), language)))
    assert reader.metadata is not None
    assert reader.metadata.title == file.core_properties.title != ""
    assert reader.root_object["/Lang"] == language
    width, height = (float(value) for value in reader.pages[0].mediabox[2:])
    assert (width, height) == pytest.approx((595.28, 841.89), abs=0.1)


def test_pictures_have_a_text_for_those_who_do_not_see_them(warehouse: Warehouse) -> None:
    file = opened(minutes_docx(warehouse, session(warehouse), "tr"))
    described = [shape._inline.docPr.get("descr") for shape in file.inline_shapes]
    assert len(described) == 4
    assert all(described)
    assert "Onaylıyor: 6" in described[2]


def test_long_tables_repeat_their_headings(warehouse: Warehouse) -> None:
    many = tuple(participant(n, f"Kurum {n:03}", "firm") for n in range(120))
    made = session(warehouse, participants=many)
    pages = pypdf.PdfReader(io.BytesIO(minutes_pdf(warehouse, made, "en"))).pages
    assert sum("Institution" in page.extract_text() for page in pages) >= 3
    file = opened(minutes_docx(warehouse, made, "en"))
    assert "w:tblHeader" in file.tables[1]._tbl.xml


def test_properties_of_tables_stand_in_the_order_word_insists_on(warehouse: Warehouse) -> None:
    """ECMA-376, part 1, CT_TblPr."""
    schema = ["tblStyle", "tblW", "jc", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook"]
    for table in opened(minutes_docx(warehouse, session(warehouse), "tr")).tables:
        found = [child.tag.split("}")[1] for child in table._tbl.tblPr]
        assert found == sorted(found, key=schema.index)
        assert "tblBorders" in found
