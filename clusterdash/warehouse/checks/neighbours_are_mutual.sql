-- A neighbour's neighbour is the province itself, and every province has one.
SELECT province, neighbour, contact
FROM neighbours
ANTI JOIN (SELECT neighbour AS province, province AS neighbour, contact FROM neighbours) USING (province, neighbour, contact)
UNION ALL
SELECT province, NULL, 'edge'
FROM provinces
WHERE province NOT IN (SELECT province FROM neighbours WHERE contact = 'edge')
