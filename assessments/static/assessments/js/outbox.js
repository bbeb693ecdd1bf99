// Answers that have not reached the server yet, kept on this device in order: one queue for each attempt.
const key = (attempt) => `assay-outbox-${attempt}`;
// Where the browser keeps nothing (private windows, a full disk), the page itself does.
const fallback = new Map();

export const read = (attempt) => {
  try {
    return JSON.parse(localStorage.getItem(key(attempt))) ?? fallback.get(attempt) ?? [];
  } catch {
    return fallback.get(attempt) ?? [];
  }
};

const write = (attempt, entries) => {
  fallback.set(attempt, entries);
  try {
    if (entries.length) localStorage.setItem(key(attempt), JSON.stringify(entries));
    else localStorage.removeItem(key(attempt));
    fallback.delete(attempt);
  } catch {
    // What an earlier write left would be read instead of the newer entries.
    try { localStorage.removeItem(key(attempt)); } catch { /* nothing is kept there at all */ }
  }
};

// A newer answer of the same page to the same item takes the place of one that was never sent. One that was sent
// stays: it may have arrived without our hearing of it, and only its own name tells the server that it is the same.
export const put = (attempt, entry) =>
  write(attempt, [
    ...read(attempt).filter((kept) => kept.sent || kept.page !== entry.page || kept.position !== entry.position),
    entry,
  ]);

export const markSent = (attempt, client) =>
  write(attempt, read(attempt).map((kept) => (kept.client === client ? { ...kept, sent: true } : kept)));

// The entry is settled. What the same page answered after it had seen the step that it became.
export const settle = (attempt, entry, sequence) =>
  write(attempt, read(attempt)
    .filter((kept) => kept.client !== entry.client)
    .map((kept) => (
      sequence !== null && kept.page === entry.page && kept.position === entry.position && kept.seen === entry.seen
        ? { ...kept, seen: sequence }
        : kept
    )));
