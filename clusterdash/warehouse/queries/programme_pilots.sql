-- The pilot provinces as published, with the province's centre; sector and division are blank where none was.
SELECT
    pilots.province,
    host_tr,
    host_en,
    sector_tr,
    sector_en,
    division,
    published_on,
    pilots.source_id,
    latitude,
    longitude
FROM pilots
JOIN provinces USING (province)
ORDER BY province
