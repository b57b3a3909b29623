-- Every pair of provinces that touch, once, and whether along an edge or in a corner.
SELECT province, neighbour, contact FROM neighbours WHERE province < neighbour ORDER BY province, neighbour
