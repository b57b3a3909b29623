-- Criteria exist only where somebody is insured, and both normalised values lie between 0 and 1.
SELECT criterion, province, division, value, z, z_rank
FROM criterion_value
LEFT JOIN employment USING (province, division)
WHERE
    coalesce(insured, 0) = 0
    OR value IS NULL
    OR NOT isfinite(value)
    OR coalesce(z NOT BETWEEN 0 AND 1, true)
    OR coalesce(z_rank NOT BETWEEN 0 AND 1, true)
