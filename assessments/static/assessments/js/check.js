// Before submission: send what still waits on this device, and say so when that fails.
import { deliver } from "./courier.js";
import * as outbox from "./outbox.js";

const form = document.getElementById("submit-form");
const note = document.getElementById("unsent");
const { attempt, save: address } = form.dataset;

const flush = () => deliver(attempt, address, () => {});

const say = (waits) => {
  note.hidden = !waits;
  if (waits) note.setAttribute("role", "alert");
};

let leaving = false;
form.addEventListener("submit", async (event) => {
  if (leaving || !outbox.read(attempt).length) return;
  event.preventDefault();
  const delivered = await flush();
  say(!delivered);
  if (delivered) {
    leaving = true;
    form.requestSubmit(event.submitter);
  }
});

// The page shows what is answered: after a delivery it has to be asked for again.
if (outbox.read(attempt).length) {
  flush().then((delivered) => (delivered ? location.reload() : say(true)));
}
addEventListener("online", async () => { if (outbox.read(attempt).length && await flush()) location.reload(); });
