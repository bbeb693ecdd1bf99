// Before submission: say when answers still wait on this device.
import * as outbox from "./outbox.js";

const form = document.getElementById("submit-form");
const note = document.getElementById("unsent");

form.addEventListener("submit", (event) => {
  if (outbox.read(form.dataset.attempt).length) {
    event.preventDefault();
    note.hidden = false;
    note.setAttribute("role", "alert");
  }
});
