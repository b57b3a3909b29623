-- The catalogue's criteria in their order, as JSON.
SELECT code, entry FROM catalogue_criteria ORDER BY position
