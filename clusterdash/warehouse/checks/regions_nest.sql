-- Every region lies in one of the level above, and every province in one of level 3.
SELECT region.nuts, region.level, above.level AS level_above
FROM nuts_regions AS region
LEFT JOIN nuts_regions AS above ON above.nuts = region.parent
WHERE coalesce(above.level, 0) <> region.level - 1
UNION ALL
SELECT region.nuts, region.level, NULL
FROM provinces
JOIN nuts_regions AS region ON region.nuts = provinces.nuts3
WHERE region.level <> 3
