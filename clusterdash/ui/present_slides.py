"""The slides of a meeting in the order of its agenda, as text large enough for the last row."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final

import numpy as np

from clusterdash.charts import theme
from clusterdash.comparison import sentences
from clusterdash.records.values import Decision, Meeting, Presence
from clusterdash.text import numbers, turkish
from clusterdash.ui import meeting_desk, meeting_figures, meeting_links, meeting_views, names
from clusterdash.ui.meeting_figures import Figures
from clusterdash.ui.meeting_views import View
from clusterdash.ui.session import Visit

CHAPTERS: Final = ("programme", "province", "analysis", "opinions", "comparison", "decision")


@dataclass(frozen=True)
class Slide:
    """One slide; `content` is HTML, or a view with a picture."""

    name: str
    chapter: str
    title: str
    content: str | View


def slides(visit: Visit, meeting: Meeting, figures: Figures | None, decision: Decision | None) -> list[Slide]:
    """Every slide there is now. Without `figures` nothing is revealed: covered."""
    say = visit.say
    found = [_programme(visit, meeting), _province(visit, meeting)]
    if figures is None:
        found.append(_covered(visit, "analysis"))
        found.append(_join(visit, meeting) if meeting.taking_answers else _covered(visit, "opinions"))
        found += [_covered(visit, "comparison"), _covered(visit, "decision")]
        return found
    found.append(Slide("analysis", "analysis", say("present.analysis"), _analysis(visit, meeting, figures)))
    if meeting.taking_answers:
        found.append(_join(visit, meeting))
    for view in meeting_views.views(visit, meeting, figures):
        found.append(Slide(view.name, view.chapter, view.title, view))
    found.append(_decision(visit, meeting, decision))
    return found


# --- before the reveal ----------------------------------------------------------------------------


def _programme(visit: Visit, meeting: Meeting) -> Slide:
    say, language = visit.say, visit.language
    topics = "".join(
        f"<li>{_square(code)}<b>{escape(topic.name.in_(language))}</b></li>"
        for code, topic in visit.warehouse.catalogue.topics.items()
    )
    agenda = "".join(f"<li>{escape(item)}</li>" for item in meeting.agenda)
    place = " · ".join(filter(None, (numbers.date(meeting.held_on, language), meeting.place)))
    content = (
        f'<p class="slide-lead">{escape(say("present.question"))}</p>'
        f'<p class="slide-place">{escape(place)}</p>'
        f'<div class="columns"><section><h2>{escape(say("present.topics"))}</h2>'
        f'<ul class="topics">{topics}</ul></section>'
        + (f"<section><h2>{escape(say('present.agenda'))}</h2><ol>{agenda}</ol></section>" if agenda else "")
        + "</div>"
    )
    return Slide("programme", "programme", meeting.title, content)


def _province(visit: Visit, meeting: Meeting) -> Slide:
    """The province in general figures, and the sectors by name, which is no order of ours."""
    say, language = visit.say, visit.language
    opened = meeting_figures.edition(meeting, visit.warehouse)
    rows = {row["figure"]: row for row in opened.rows("province_key_figures", province=meeting.province)}
    figures = "".join(
        f"<li><b>{numbers.number(rows[name]['value'], language, 0)}</b>"
        f"<span>{escape(say(f'province.{name}', year=str(rows[name]['year'])))}</span></li>"
        for name in ("population", "jobs", "workplaces", "development")
        if name in rows
    )
    named = names.divisions(opened, language)
    listed = sorted((named[code] for code in meeting.shortlist), key=turkish.sort_key)
    sectors = "".join(f"<li>{escape(name)}</li>" for name in listed)
    content = (
        f'<ul class="figures">{figures}</ul><h2>{escape(say("present.shortlist"))}</h2>'
        f'<ul class="sectors">{sectors}</ul>'
    )
    return Slide("province", "province", names.provinces(opened, language)[meeting.province], content)


def _join(visit: Visit, meeting: Meeting) -> Slide:
    say = visit.say
    at = meeting_links.hall()
    address = meeting_links.ballot(at, meeting.code)
    content = (
        f'<div class="join"><div class="qr">{meeting_desk.code_picture(visit, address)}</div>'
        f'<div><p class="big-code">{escape(meeting_desk.spaced(meeting.code))}</p>'
        f'<p class="slide-lead">{escape(say("present.join_how", address=f"{at}/ballot"))}</p></div></div>'
    )
    title = say("present.join_second" if meeting.round == 2 else "present.join")
    return Slide("join", "opinions", title, content)


def kinds(visit: Visit, found: Presence) -> str:
    """Who has joined, by kind of institution."""
    items = "".join(
        f"<li><b>{numbers.number(count, visit.language, 0)}</b> "
        f"{escape(sentences.kind(visit.say, kind))}</li>"
        for kind, count in found.by_kind.items()
    )
    return f'<ul class="kinds">{items}</ul>'


def _square(topic: str) -> str:
    return f'<i style="background:{theme.TOPIC_COLOURS[topic]}"></i>'


def _covered(visit: Visit, chapter: str) -> Slide:
    say = visit.say
    content = f'<p class="covered">{escape(say("present.covered_how"))}</p>'
    return Slide(f"covered_{chapter}", chapter, say("present.covered"), content)


# --- after it -------------------------------------------------------------------------------------


def _analysis(visit: Visit, meeting: Meeting, figures: Figures) -> str:
    """The shortlist as the statistics rank it: place, name, score, and what the topics contribute."""
    say, language, analysis = visit.say, visit.language, figures.analysis
    catalogue = figures.warehouse.catalogue
    named = names.divisions(figures.warehouse, language)
    listed = [n for n, code in enumerate(analysis.codes) if code in meeting.shortlist]
    places = figures.first.analysis
    highest = max(
        (float(analysis.scores[n]) for n in listed if not np.isnan(analysis.scores[n])), default=1.0
    )
    rows = []
    for n in listed:
        code, score = str(analysis.codes[n]), float(analysis.scores[n])
        if np.isnan(score):
            shown, bar = escape(say("present.unranked")), ""
        else:
            shown = numbers.number(100 * score, language, 1)
            bar = "".join(
                f'<i style="width:{100 * max(float(part), 0) / (highest or 1):.2f}%;'
                f'background:{theme.TOPIC_COLOURS[topic]}"></i>'
                for topic, part in zip(
                    analysis.weights.topic_codes, np.nan_to_num(analysis.topic_contributions[n]), strict=True
                )
            )
        rows.append(
            f"<tr><td class=place>{numbers.number(places[code], language, 0)}</td>"
            f"<td>{escape(named[code])}</td>"
            f"<td class=bar><span>{bar}</span></td><td class=score>{shown}</td></tr>"
        )
    legend = "".join(
        f"<li>{_square(code)}{escape(catalogue.topics[code].name.in_(language))}</li>"
        for code in analysis.weights.topic_codes
    )
    edition = escape(say("source.edition", edition=analysis.edition))
    return (
        f'<table class="ranked">{"".join(rows)}</table><ul class="key">{legend}</ul>'
        f'<p class="slide-read">{escape(say("present.analysis_read"))} {edition}</p>'
    )


def _decision(visit: Visit, meeting: Meeting, decision: Decision | None) -> Slide:
    """What was decided here, and apart from it what the programme published."""
    say, language = visit.say, visit.language
    named = names.divisions(visit.warehouse, language)
    if decision is None:
        chosen, parts = say("present.undecided"), []
    else:
        chosen = ", ".join(named[code] for code in decision.divisions) or say("meetings.none_yet")
        parts = [
            (say("minutes.sector_words"), decision.sector_words),
            (say("present.reasons"), decision.reasons),
            (say("present.dissent"), decision.dissent),
        ]
    words = "".join(
        f"<section><h2>{escape(name)}</h2><p>{escape(text)}</p></section>" for name, text in parts if text
    )
    pilot = next(
        (row for row in visit.warehouse.rows("programme_pilots") if row["province"] == meeting.province), None
    )
    published = ""
    if pilot is not None:
        sector = pilot[f"sector_{language}"] or say("present.published_none")
        published = f'<p class="published"><b>{escape(say("present.published"))}:</b> {escape(sector)}</p>'
    title = say("present.decided" if decision else "present.chapter.decision")
    content = f'<p class="chosen">{escape(chosen)}</p><div class="columns">{words}</div>{published}'
    return Slide("decision", "decision", title, content)
