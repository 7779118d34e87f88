-- The few findings whose asset is attacked where they are weak: found again when the attack is over.
CREATE INDEX finding_attacked ON finding(id) WHERE under_attack = 1;
