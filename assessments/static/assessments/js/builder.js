// Keeps the summary and the marks of the blueprint in step with the builder's form. Without it they follow each save.
const words = document.querySelector("[data-assessment-words]");
const form = words?.closest("form");
const PAUSE = 500;

let timer;
let newest = 0;

async function ask() {
  const number = ++newest;
  const answer = await fetch(words.dataset.address, { method: "POST", body: new FormData(form), credentials: "same-origin" });
  // What was asked later, or refused, is not overwritten by what comes late.
  if (!answer.ok || number !== newest) return;
  const said = await answer.json();
  words.innerHTML = said.html;
  const total = document.querySelector("[data-grid-total]");
  if (total) total.textContent = said.total;
  for (const [name, cell] of Object.entries(said.cells)) {
    const place = document.querySelector(`[data-cell="${CSS.escape(name)}"]`);
    if (!place) continue;
    place.dataset.state = cell.state;
    place.querySelector("[data-words]").textContent = cell.words;
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(() => ask().catch(() => {}), PAUSE);
}

if (form) {
  form.addEventListener("input", later);
  form.addEventListener("change", later);
}
