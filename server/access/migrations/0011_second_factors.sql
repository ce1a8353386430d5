-- A second factor of an account: codes of an authenticator app.
CREATE TABLE second_factors (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    -- The shared secret, encrypted.
    sealed TEXT NOT NULL,
    -- Empty until the first code has shown that the app has the secret.
    confirmed_at BIGINT,
    -- The time step of the last accepted code: each works once.
    last_step BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
    -- SHA-256 over the account's id and the code.
    key TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE
);
CREATE INDEX recovery_codes_account ON recovery_codes (account_id);

-- How people sign in: 'operator' for the whole portal, 'reseller:<id>' for one reseller.
CREATE TABLE sign_in_policies (
    owner TEXT PRIMARY KEY,
    reseller_id BIGINT REFERENCES resellers (id) ON DELETE CASCADE,
    -- A JSON array of the roles that need a second factor.
    second_factor TEXT NOT NULL
);
