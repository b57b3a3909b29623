-- The provinces whose published pick lies in the division, with the pick as published.
SELECT province, sector_tr, sector_en FROM pilots WHERE division = $division ORDER BY province
