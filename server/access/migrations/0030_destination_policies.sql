-- Where a reseller lets customers send calls; a reseller without a row denies nothing. The policy is JSON.
CREATE TABLE destination_policies (
    reseller_id BIGINT PRIMARY KEY REFERENCES resellers (id) ON DELETE CASCADE,
    policy TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
