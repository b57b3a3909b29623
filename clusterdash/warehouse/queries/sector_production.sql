-- The industrial production index of one division by year; no row where none is published.
SELECT year, index_2021 AS value, source_id FROM production_index WHERE division = $division ORDER BY year
