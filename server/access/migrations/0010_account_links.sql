-- One-time links by which the owner of an account chooses a password. An account has one at most: a new one ends the one
-- before.
CREATE TABLE account_links (
    -- SHA-256 of the token in the link: who reads this table cannot use one.
    key TEXT PRIMARY KEY,
    account_id TEXT NOT NULL UNIQUE REFERENCES accounts (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX account_links_expiry ON account_links (expires_at);
CREATE INDEX accounts_role ON accounts (reseller_id, role, login);
