"""Data: every indicator with its source, formula, coverage and limits; the sources, the words, the tables."""

from clusterdash.ui import data_page, session

visit = session.current()
data_page.introduction(visit)
indicators, sources, glossary, tables, edition = data_page.tabs(visit)
data_page.indicators(indicators, visit)
data_page.sources(sources, visit)
data_page.glossary(glossary, visit)
data_page.tables(tables, visit)
data_page.edition(edition, visit)
