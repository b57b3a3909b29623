"""What is measured: topics, criteria, indicators, sources and the words used for them.

`load(data_dir)` reads `data_dir/catalogue/*.toml`. Every file holds one table per entry; the table's name
is the entry's code, and the codes keep the order of the file. A text for people is written in both
languages, with the suffixes `_tr` and `_en` (`name_tr = "…"`, `name_en = "…"`), and is read as one
`Text`; `limits_tr = […]` and `limits_en = […]` of the same length are read as a tuple of `Text`. A field
that is not listed here is an error, and so is an empty text.

topics.toml      name, explanation, basis, origin, points
criteria.toml    topic, name, explanation, basis, origin, kind, indicator, level, direction, transform, cap,
                 points, note, same_as, follows
indicators.toml  name, explanation, unit, formula, level, digits, sources, years, yearly, scale, midpoint,
                 limits
sources.toml     authority, table, year, unit, licence, limits, url
glossary.toml    term, meaning

Types and defaults stand on the classes in `models`. An indicator, for example:

    [location_quotient]
    name_tr = "Uzmanlaşma katsayısı"
    name_en = "Location quotient"
    explanation_tr = "…"                 # one sentence
    explanation_en = "…"
    unit_tr = "kat"
    unit_en = "times"
    formula_tr = "(x_ij / x_.j) / (x_i. / x_..)"
    formula_en = "(x_ij / x_.j) / (x_i. / x_..)"
    level = "pair"                       # pair (province and division) | province | division
    digits = 2                           # decimals shown
    sources = ["sgk_2024_1_11"]
    years = "2024"                       # the period the figure speaks of, as shown
    yearly = false                       # true where people may choose a year: indicator_value holds a series
    scale = "diverging"                  # sequential | diverging; diverging needs a midpoint
    midpoint = 1
    limits_tr = "…"                      # optional, one text
    limits_en = "…"

Coverage is measured from the figures, so it is not written here.
"""

from clusterdash.catalogue.loader import CatalogueError, load
from clusterdash.catalogue.models import (
    Catalogue,
    Criterion,
    Indicator,
    Language,
    Level,
    Origin,
    Source,
    Term,
    Text,
    Topic,
    View,
)

__all__ = [
    "Catalogue",
    "CatalogueError",
    "Criterion",
    "Indicator",
    "Language",
    "Level",
    "Origin",
    "Source",
    "Term",
    "Text",
    "Topic",
    "View",
    "load",
]
