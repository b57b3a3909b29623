-- Every province, where to write on it, and how many people are insured there in one division.
SELECT provinces.province, latitude, longitude, insured
FROM provinces
LEFT JOIN employment
    ON employment.province = provinces.province
    AND division = $division
    AND year = (SELECT max(year) FROM employment)
ORDER BY provinces.province
