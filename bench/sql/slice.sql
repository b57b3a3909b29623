-- All sectors and years of one region.
SELECT sector, year, insured
FROM simulated
WHERE region = $region
