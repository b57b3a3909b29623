-- Where to write on each province.
SELECT province, latitude, longitude FROM provinces ORDER BY province
