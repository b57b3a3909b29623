-- Every province with the codes of its regions of NUTS 2 and NUTS 1.
SELECT provinces.province, third.parent AS nuts2, second.parent AS nuts1
FROM provinces
JOIN nuts_regions AS third ON third.nuts = provinces.nuts3
JOIN nuts_regions AS second ON second.nuts = third.parent
ORDER BY provinces.province
