-- Exports and imports of one division by year, million US dollars; no row where none is published.
SELECT flow, year, million_usd AS value, source_id FROM division_trade WHERE division = $division ORDER BY flow, year
