"""Data: every indicator with its source, formula, coverage and limits; the sources, the words, the tables."""

from clusterdash.ui import data_page as page
from clusterdash.ui import session

visit = session.current()

page.introduction(visit)
match page.part(visit):
    case "indicators":
        page.indicators()
    case "sources":
        page.sources()
    case "glossary":
        page.glossary()
    case "tables":
        page.tables()
    case "edition":
        page.edition()
