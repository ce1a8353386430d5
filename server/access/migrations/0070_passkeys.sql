-- Passkeys of accounts: a second factor, and a way to sign in without a password.
CREATE TABLE passkeys (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- What the authenticator calls it, in base 64.
    credential_id TEXT NOT NULL UNIQUE,
    -- What its owner calls it.
    name TEXT NOT NULL,
    -- The public key and its counter, in JSON. Nothing of it is secret.
    credential TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- Empty until it has opened the account.
    used_at BIGINT
);
CREATE INDEX passkeys_account ON passkeys (account_id);
