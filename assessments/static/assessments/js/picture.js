// Pointing on a picture: a click gives the place to the list that was last used, or to the first that is free.
// The lists alone are the answer; whoever does not point chooses from them.
const SVG = "http://www.w3.org/2000/svg";

const draw = (fieldset) => {
  const layer = fieldset.querySelector(".spots");
  layer?.replaceChildren();
  const picture = fieldset.querySelector("svg");
  // Marks keep their size on the screen, however large the picture is.
  const scale = picture ? picture.viewBox.baseVal.width / (picture.clientWidth || picture.viewBox.baseVal.width) : 1;
  for (const select of fieldset.querySelectorAll("select")) {
    const found = /^(\d+),(\d+)$/.exec(select.value);
    if (!layer || !found) continue;
    const [, x, y] = found;
    const ring = document.createElementNS(SVG, "circle");
    const text = document.createElementNS(SVG, "text");
    for (const [name, value] of Object.entries({ cx: x, cy: y, r: 12 * scale })) ring.setAttribute(name, value);
    for (const [name, value] of Object.entries({ x, y })) text.setAttribute(name, value);
    text.setAttribute("font-size", 14 * scale);
    text.textContent = select.dataset.mark;
    layer.append(ring, text);
  }
};

const put = (fieldset, select, spot) => {
  select.querySelector("[data-spot]")?.remove();
  const option = new Option(`${fieldset.dataset.point} ${spot}`, spot, true, true);
  option.dataset.spot = "";
  select.append(option);
  select.value = spot;
  select.dispatchEvent(new Event("input", { bubbles: true }));
};

for (const fieldset of document.querySelectorAll(".picture-answer")) {
  const picture = fieldset.querySelector("svg");
  let active = null;
  draw(fieldset);
  fieldset.addEventListener("focusin", (event) => {
    if (event.target instanceof HTMLSelectElement) active = event.target;
  });
  fieldset.addEventListener("input", () => draw(fieldset));
  addEventListener("resize", () => draw(fieldset));
  picture?.addEventListener("click", (event) => {
    if (fieldset.disabled) return;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    const { width, height } = picture.viewBox.baseVal;
    const inside = (value, size) => Math.min(size - 1, Math.max(0, Math.round(value)));
    const selects = [...fieldset.querySelectorAll("select")];
    const chosen = active ?? selects.find((select) => !select.value) ?? selects.at(-1);
    put(fieldset, chosen, `${inside(x, width)},${inside(y, height)}`);
    active = null;
  });
}
