// Saves an answer a second after it was given, says what became of it, and keeps it here while there is no connection.
import { deliver } from "./courier.js";
import * as outbox from "./outbox.js";

const form = document.getElementById("item-form");
const state = document.querySelector("#save-state span");
const words = document.getElementById("sitting-words").dataset;
const strip = document.getElementById("offline-strip");
const { attempt, save: address } = form.dataset;
const position = Number(form.dataset.position);
const seen = form.elements.seen;
const NOT_ANSWERS = new Set(["csrfmiddlewaretoken", "seen"]);
const DEBOUNCE = 1000;
const RETRY = 5000;
const page = crypto.randomUUID();
let pending = null;
let retry = null;
let flushing = Promise.resolve();
let refusal = "";

const say = (text, time = true) => {
  const said = time ? `${text}, ${new Date().toLocaleTimeString([], { hour12: false })}` : text;
  if (state.textContent !== said) state.textContent = said;
};

// The form's fields as they are: the server knows how each kind of item is read.
const answer = () => {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (!NOT_ANSWERS.has(name) && typeof value === "string") (fields[name] ??= []).push(value);
  }
  return fields;
};

const told = (entry, status, body) => {
  const here = entry.position === position;
  if (status !== 200) {
    refusal = body.message ?? "";
    if (refusal) say(`${words.refused}: ${refusal}`, false);
    return;
  }
  document.querySelector(`.navigator button[value="${entry.position}"]`)?.classList.toggle("done", body.answered);
  if (body.deadline) document.dispatchEvent(new CustomEvent("sitting:deadline", { detail: body.deadline }));
  if (here && body.status === "accepted") {
    seen.value = body.sequence;
    // An earlier page's answer to this item: shown, unless a newer one is being given here.
    if (entry.page !== page && !pending) location.reload();
  }
  if (body.status === "late") say(words.late);
  else if (body.status === "conflict") {
    say(words.conflict);
    if (here) location.reload();
  } else say(words.saved);
};

const flushOnce = async () => {
  clearTimeout(retry);
  refusal = "";
  if (outbox.read(attempt).length) say(words.saving, false);
  const empty = await deliver(attempt, address, told);
  strip.hidden = empty && navigator.onLine;
  if (!empty) {
    if (!refusal) say(words.kept);
    retry = setTimeout(flush, RETRY);
  }
  return empty;
};

// One after another: what was put while one ran is seen by the next at the latest.
const flush = () => {
  flushing = flushing.then(flushOnce, flushOnce);
  return flushing;
};

const keep = () => {
  clearTimeout(pending);
  pending = null;
  outbox.put(attempt, {
    position,
    page,
    seen: Number(seen.value),
    fields: answer(),
    at: new Date().toISOString(),
    client: crypto.randomUUID(),
  });
  return flush();
};

form.addEventListener("input", (event) => {
  // A file on its way belongs to a form of its own: it is no answer before it has arrived.
  if (event.target.form !== form) return;
  clearTimeout(pending);
  pending = setTimeout(keep, DEBOUNCE);
});

// Moving on: what was just answered goes first, so that a connection that breaks now takes nothing with it.
// Without a connection the answer stays here, and so does the page.
let leaving = false;
form.addEventListener("submit", async (event) => {
  if (leaving) return;
  event.preventDefault();
  const delivered = pending ? await keep() : await flush();
  if (delivered && navigator.onLine) {
    leaving = true;
    form.requestSubmit(event.submitter);
  }
});

addEventListener("online", flush);
addEventListener("offline", () => { strip.hidden = false; });
document.addEventListener("sitting:over", () => { if (pending) keep(); });
// Another tab, a locked phone, a closed window: not a second later.
document.addEventListener("visibilitychange", () => { if (document.hidden && pending) keep(); });
addEventListener("pagehide", () => { if (pending) keep(); });
// Answers that an earlier page of this attempt could not send.
if (outbox.read(attempt).length) flush();
