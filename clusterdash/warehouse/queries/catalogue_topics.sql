-- The catalogue's topics in their order, as JSON.
SELECT code, entry FROM catalogue_topics ORDER BY position
