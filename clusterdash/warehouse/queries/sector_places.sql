-- Every province and where to write on it.
SELECT province, latitude, longitude FROM provinces ORDER BY province
