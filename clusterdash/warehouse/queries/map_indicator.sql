-- One indicator by province in one year; $division is blank for an indicator of provinces as a whole.
SELECT province, value FROM indicator_value
WHERE indicator = $indicator AND year = $year AND province IS NOT NULL AND division IS NOT DISTINCT FROM $division
ORDER BY province
