-- The divisions by code, with their section and their names in both languages.
SELECT division, section, name_tr, name_en FROM divisions ORDER BY division
