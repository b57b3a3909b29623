-- The divisions by code, with their section, their official names and our short ones, in both languages.
SELECT division, section, name_tr, name_en, short_tr, short_en FROM divisions ORDER BY division
