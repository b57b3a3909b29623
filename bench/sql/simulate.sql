-- Jobs of every region and sector in every year: about a tenth are 0, few are large.
SELECT
    region,
    sector,
    2009 + year AS year,
    CAST(floor(exp(9 * (hash(region, sector, year) % 10000) / 10000.0)) - 1 AS BIGINT) AS insured
FROM range(1, 1 + $regions) AS r (region), range(1, 1 + $sectors) AS s (sector), range(1, 1 + $years) AS y (year)
