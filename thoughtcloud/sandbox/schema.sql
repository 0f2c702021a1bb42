-- Stripe's objects. `inner` holds what the API never shows, such as the number of a test card.
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    account TEXT NOT NULL,
    created INTEGER NOT NULL,
    listed INTEGER NOT NULL DEFAULT 1,
    data TEXT NOT NULL,
    inner TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS objects_newest ON objects (kind, account, listed, seq);

-- Work that falls due at a simulated instant.
CREATE TABLE IF NOT EXISTS due (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    object_id TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS due_at ON due (at, seq);
CREATE INDEX IF NOT EXISTS due_of ON due (object_id, kind);

-- The double-entry book: the lines of one posting sum to zero in its currency.
CREATE TABLE IF NOT EXISTS lines (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    posting INTEGER NOT NULL,
    at INTEGER NOT NULL,
    holder TEXT NOT NULL,
    bucket TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount INTEGER NOT NULL,
    source TEXT NOT NULL
);
-- The running sums of the lines above, kept in the same transaction.
CREATE TABLE IF NOT EXISTS sums (
    holder TEXT NOT NULL,
    bucket TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (holder, bucket, currency)
) WITHOUT ROWID;

-- The first answer to each idempotency key.
CREATE TABLE IF NOT EXISTS answers (
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    request_id TEXT NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (account, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS answers_age ON answers (created);

-- One event on its way to one endpoint. `next_at` is real time: the receiver lives in it.
CREATE TABLE IF NOT EXISTS deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at REAL NOT NULL,
    last_status INTEGER,
    last_error TEXT
);
CREATE INDEX IF NOT EXISTS deliveries_waiting ON deliveries (next_at) WHERE state='waiting';
CREATE INDEX IF NOT EXISTS deliveries_event ON deliveries (event);

CREATE TABLE IF NOT EXISTS named (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
