// Brings what waits in an outbox to the server, one after another, in the order in which it was answered.
import * as outbox from "./outbox.js";

// What will never be accepted as it is; anything else (signed out, too busy, no connection) is tried again later.
const HOPELESS = new Set([400, 413, 415, 422]);

const token = () => document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? "";

// Two windows of one browser share the queue: only one of them delivers at a time.
const alone = (attempt, work) =>
  navigator.locks ? navigator.locks.request(`assay-outbox-${attempt}`, work) : work();

const send = async (address, entry) => {
  const { position, seen, fields, at, client } = entry;
  const response = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token(), Accept: "application/json" },
    body: JSON.stringify({ position, seen, fields, at, client }),
    credentials: "same-origin",
    redirect: "error",
    keepalive: true,
    signal: AbortSignal.timeout(20000),
  });
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  return { status: response.status, body: isJson ? await response.json() : {} };
};

// Calls told(entry, status, body) for each that got an answer. True when nothing waits any more.
export const deliver = (attempt, address, told) =>
  alone(attempt, async () => {
    for (let [entry] = outbox.read(attempt); entry; [entry] = outbox.read(attempt)) {
      outbox.markSent(attempt, entry.client);
      let status;
      let body;
      try {
        ({ status, body } = await send(address, entry));
      } catch {
        return false;
      }
      if (status === 200) outbox.settle(attempt, entry, body.status === "accepted" ? body.sequence : null);
      else if (HOPELESS.has(status)) outbox.settle(attempt, entry, null);
      told(entry, status, body);
      if (status !== 200 && !HOPELESS.has(status)) return false;
    }
    return true;
  });
