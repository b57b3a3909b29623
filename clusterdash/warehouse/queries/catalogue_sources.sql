-- The catalogue's sources in their order, as JSON.
SELECT code, entry FROM catalogue_sources ORDER BY position
