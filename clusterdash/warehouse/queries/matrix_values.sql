-- Every normalised figure with its place in the matrix (from 1).
WITH
provinces AS (SELECT province, row_number() OVER (ORDER BY province) AS place FROM provinces),
divisions AS (SELECT division, row_number() OVER (ORDER BY division) AS place FROM divisions),
criteria AS (
    SELECT code AS criterion, row_number() OVER (ORDER BY position) AS place
    FROM catalogue_criteria
    WHERE json_extract_string(entry, '$.kind') = 'statistical'
)
SELECT provinces.place AS province, divisions.place AS division, criteria.place AS criterion, z, z_rank
FROM criterion_value
JOIN provinces USING (province)
JOIN divisions USING (division)
JOIN criteria USING (criterion)
