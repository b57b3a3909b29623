-- The catalogue's indicators in their order, as JSON.
SELECT code, entry FROM catalogue_indicators ORDER BY position
