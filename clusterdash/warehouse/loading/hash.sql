-- The canonical contents of a table: cells apart by 0x1F, rows by line feed, in the order of the key.
SELECT count(*), sha256(coalesce(string_agg(cells, chr(10) ORDER BY place), ''))
FROM (
    SELECT
        row_number() OVER (ORDER BY {key}) AS place,
        concat_ws(chr(31), {cells}) AS cells
    FROM {table}
)
