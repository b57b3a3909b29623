CREATE TABLE {table} AS SELECT * FROM rows_to_store
