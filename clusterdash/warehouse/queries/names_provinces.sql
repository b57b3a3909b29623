-- The provinces by plate code, with their names in both languages.
SELECT province, name_tr, name_en FROM provinces ORDER BY province
