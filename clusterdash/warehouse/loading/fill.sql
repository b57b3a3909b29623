-- Typed, in the order of the key, so that the order of the file's rows leaves no trace.
CREATE TABLE {table} AS
SELECT {columns}
FROM staging
ORDER BY {order}
