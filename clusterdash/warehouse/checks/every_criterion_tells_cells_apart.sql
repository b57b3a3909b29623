-- Every statistical criterion has figures and goalposts that differ.
SELECT catalogue.code AS criterion, lower, upper
FROM catalogue_criteria AS catalogue
LEFT JOIN goalpost ON goalpost.criterion = catalogue.code
WHERE
    json_extract_string(entry, '$.kind') = 'statistical'
    AND (coalesce(NOT lower < upper, true) OR catalogue.code NOT IN (SELECT criterion FROM criterion_value))
