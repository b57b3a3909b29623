-- One criterion by province under both ways of normalising, in one division or, where $division is blank, in any:
-- a criterion of provinces as a whole is the same in all of them.
SELECT province, max(z) AS goalposts, max(z_rank) AS rank FROM criterion_value
WHERE criterion = $criterion AND ($division IS NULL OR division = $division)
GROUP BY province
ORDER BY province
