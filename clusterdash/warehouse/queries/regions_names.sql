-- The regions of NUTS 1 and NUTS 2 by code, with their names in both languages.
SELECT nuts, level, name_tr, name_en FROM nuts_regions WHERE level < 3 ORDER BY nuts
