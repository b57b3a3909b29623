-- The names of the activities that add up to the value of all sectors, in both languages.
SELECT activity, name_tr, name_en FROM activities WHERE parent = 'all_sectors' ORDER BY activity
