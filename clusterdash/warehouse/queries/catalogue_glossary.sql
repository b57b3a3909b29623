-- The catalogue's glossary in their order, as JSON.
SELECT code, entry FROM catalogue_glossary ORDER BY position
