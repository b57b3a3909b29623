-- The canonical contents of a table, whatever the order of its rows: cells apart by 0x1F, sorted rows by line feed.
SELECT count(*), sha256(coalesce(string_agg(cells, chr(10) ORDER BY cells), ''))
FROM (SELECT concat_ws(chr(31), {cells}) AS cells FROM {table})
