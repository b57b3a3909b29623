-- Every cell as it stands in the file, with its row there.
CREATE OR REPLACE TEMP TABLE staging (csv_row BIGINT, {columns})
