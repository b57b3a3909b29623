-- Every two provinces have one road distance, written from the lower code to the higher.
SELECT one.province AS origin, other.province AS destination, count(roads.kilometres) AS distances
FROM provinces AS one
JOIN provinces AS other ON one.province <> other.province
LEFT JOIN road_distances AS roads ON roads.origin = one.province AND roads.destination = other.province
GROUP BY one.province, other.province
HAVING distances <> if(origin < destination, 1, 0)
