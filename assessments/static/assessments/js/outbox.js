// Answers that have not reached the server yet, kept on this device, in order, one queue for each attempt.
const key = (attempt) => `assay-outbox-${attempt}`;

export const read = (attempt) => {
  try {
    return JSON.parse(localStorage.getItem(key(attempt))) ?? [];
  } catch {
    return [];
  }
};

const write = (attempt, entries) => {
  if (entries.length) localStorage.setItem(key(attempt), JSON.stringify(entries));
  else localStorage.removeItem(key(attempt));
};

// Only the newest unsent answer to an item matters: an older one of the same device was never seen by anyone.
export const put = (attempt, entry) =>
  write(attempt, [...read(attempt).filter((kept) => kept.position !== entry.position), entry]);

export const drop = (attempt, client) =>
  write(attempt, read(attempt).filter((kept) => kept.client !== client));
