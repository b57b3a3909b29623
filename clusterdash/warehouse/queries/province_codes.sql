-- Codes of the provinces.
SELECT province FROM provinces ORDER BY province
