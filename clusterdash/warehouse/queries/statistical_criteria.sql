-- Codes of the criteria that have an indicator, in the catalogue's order.
SELECT code AS criterion
FROM catalogue_criteria
WHERE json_extract_string(entry, '$.kind') = 'statistical'
ORDER BY position
