-- What the programme published for the province; no row where it is no pilot, a blank sector where none was published.
SELECT host_tr, host_en, sector_tr, sector_en, division, published_on, source_id FROM pilots
WHERE province = $province
