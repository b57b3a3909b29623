-- How many research labels, and how many centres under them, are mapped to a division.
SELECT
    count(DISTINCT label) AS labels,
    count(DISTINCT label) FILTER (division IS NOT NULL) AS mapped_labels,
    count(centre) AS centres,
    count(centre) FILTER (division IS NOT NULL) AS mapped_centres
FROM research_labels
LEFT JOIN research_centres USING (label)
