// Saves an answer a second after it was given, says what became of it, and keeps it here while there is no connection.
import * as outbox from "./outbox.js";

const form = document.getElementById("item-form");
const state = document.querySelector("#save-state span");
const words = document.getElementById("sitting-words").dataset;
const strip = document.getElementById("offline-strip");
const { attempt, save: address } = form.dataset;
const position = Number(form.dataset.position);
const seen = form.elements.seen;
const token = form.elements.csrfmiddlewaretoken.value;
const DEBOUNCE = 1000;
const RETRY = 5000;
let pending = null;
let sending = false;
let retry = null;

const say = (text, time = true) => {
  const said = time ? `${text}, ${new Date().toLocaleTimeString([], { hour12: false })}` : text;
  if (state.textContent !== said) state.textContent = said;
};

const answer = () => {
  const fields = new FormData(form);
  if (form.querySelector('[name="choice"]')) return fields.get("choice") ? { choice: fields.get("choice") } : {};
  if (form.querySelector('[name="choices"]')) {
    return fields.getAll("choices").length ? { choices: fields.getAll("choices") } : {};
  }
  if (form.querySelector('[name="value"]')) return fields.get("value") ? { value: fields.get("value") === "true" } : {};
  const text = fields.get("text") ?? "";
  return text.trim() ? { text } : {};
};

const mark = (here, answered) => {
  const cell = document.querySelector(`.navigator button[value="${here}"]`);
  cell?.classList.toggle("done", answered);
};

const send = async (entry) => {
  const response = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token, Accept: "application/json" },
    body: JSON.stringify(entry),
    credentials: "same-origin",
    redirect: "error",
  });
  return { status: response.status, body: await response.json() };
};

const settle = (entry, { status, body }) => {
  if (status >= 500) throw new Error("try again");
  outbox.drop(attempt, entry.client);
  if (status >= 400) {
    say(`${words.refused}: ${body.message}`, false);
    return;
  }
  mark(entry.position, body.answered);
  if (entry.position === position) seen.value = body.sequence;
  if (body.status === "conflict") {
    say(words.conflict);
    if (entry.position === position) location.reload();
  } else if (body.status === "late") say(words.late);
  else say(words.saved);
};

const flush = async () => {
  if (sending) return;
  sending = true;
  clearTimeout(retry);
  try {
    for (let entries = outbox.read(attempt); entries.length; entries = outbox.read(attempt)) {
      say(words.saving, false);
      settle(entries[0], await send(entries[0]));
    }
    strip.hidden = true;
  } catch {
    say(words.kept);
    strip.hidden = false;
    retry = setTimeout(flush, RETRY);
  } finally {
    sending = false;
  }
};

const keep = () => {
  clearTimeout(pending);
  pending = null;
  outbox.put(attempt, {
    position,
    seen: Number(seen.value),
    data: answer(),
    at: new Date().toISOString(),
    client: crypto.randomUUID(),
  });
  return flush();
};

form.addEventListener("input", () => {
  clearTimeout(pending);
  pending = setTimeout(keep, DEBOUNCE);
});

// Moving on saves by the form itself. Without a connection the answer stays here, and so does the page.
form.addEventListener("submit", (event) => {
  clearTimeout(pending);
  if (navigator.onLine) {
    outbox.read(attempt)
      .filter((entry) => entry.position === position)
      .forEach((entry) => outbox.drop(attempt, entry.client));
  } else {
    event.preventDefault();
    keep();
  }
});

addEventListener("online", flush);
addEventListener("offline", () => { strip.hidden = false; });
document.addEventListener("sitting:over", () => { if (pending) keep(); });
// Answers that an earlier page of this attempt could not send.
if (outbox.read(attempt).length) flush();
