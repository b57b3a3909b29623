-- The people whose earnings are averaged are those employed, by division.
SELECT division, year, earnings.insured, sum(employment.insured) AS employed
FROM division_earnings AS earnings
JOIN employment USING (division, year)
WHERE earnings."group" = 'total'
GROUP BY division, year, earnings.insured
HAVING earnings.insured <> employed
