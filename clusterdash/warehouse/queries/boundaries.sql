-- The provinces as GeoJSON features, in the order of their codes.
SELECT province, feature FROM boundaries ORDER BY province
