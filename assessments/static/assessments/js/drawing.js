// Pointing on the picture of an item in its editor. What is typed into the fields is drawn, and what is drawn is typed:
// the fields alone are kept, and whoever does not point types.
const SVG = "http://www.w3.org/2000/svg";
const FIELDS = "[data-contentpath=at] input, [data-contentpath=coords] input";

const partsOf = (drawing) => {
    const form = drawing.closest("[data-contentpath=image]").parentElement;
    const counts = { at: 0, coords: 0 };
    return [...form.querySelectorAll(FIELDS)]
        .filter((input) => input.getClientRects().length || !input.closest("[aria-hidden=true], [hidden]"))
        .map((input) => {
            const part = input.closest("[data-contentpath]");
            const kind = part.dataset.contentpath;
            const beside = (name) => part.parentElement.querySelector(`[data-contentpath=${name}] :is(input, select)`);
            counts[kind] += 1;
            return { input, kind, number: counts[kind], name: beside("label")?.value, shape: beside("shape")?.value };
        });
};

const outline = (part) => {
    const numbers = part.input.value.split(",").map(Number);
    if (!part.input.value || numbers.some(Number.isNaN)) return null;
    const [a, b, c, d] = numbers;
    const shapes = {
        at: ["circle", { cx: a, cy: b, r: 4 }],
        rectangle: ["rect", { x: a, y: b, width: Math.max(0, c - a), height: Math.max(0, d - b) }],
        circle: ["circle", { cx: a, cy: b, r: c }],
        polygon: ["polygon", { points: numbers.join(" ") }],
    };
    const [tag, attributes] = shapes[part.kind === "at" ? "at" : part.shape] ?? [];
    if (!tag || Object.values(attributes).some((value) => value === undefined || Number.isNaN(value))) return null;
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    const text = document.createElementNS(SVG, "text");
    text.setAttribute("x", a);
    // Beside its area, so that a place in the middle can be read as well.
    text.setAttribute("y", part.shape === "circle" ? b - c : b);
    text.textContent = part.number;
    made.classList.add(`is-${part.kind}`);
    return [made, text];
};

const targetOf = (drawing, parts) => parts[drawing.querySelector("[data-target]").selectedIndex];

const show = (drawing) => {
    const parts = partsOf(drawing);
    const select = drawing.querySelector("[data-target]");
    const chosen = Math.max(0, select.selectedIndex);
    select.replaceChildren(
        ...parts.map((part) => new Option(`${select.dataset[part.kind]} ${part.number}${part.name ? `: ${part.name}` : ""}`)),
    );
    select.selectedIndex = Math.min(chosen, parts.length - 1);
    const target = targetOf(drawing, parts);
    const say = drawing.querySelector("[data-say]");
    const words = target && say.getAttribute(`data-say-${target.kind === "at" ? "at" : target.shape}`);
    if (say.textContent !== words) say.textContent = words ?? "";
    drawing.querySelector("g").replaceChildren(...parts.flatMap((part) => outline(part) ?? []));
};

const load = (drawing) => {
    const chosen = drawing.closest("[data-contentpath=image]").querySelector("input[type=hidden]")?.value;
    if (drawing.dataset.shown === (chosen ?? "")) return;
    drawing.dataset.shown = chosen ?? "";
    drawing.hidden = !chosen;
    if (!chosen) return;
    const address = drawing.dataset.drawing.replace("digest", chosen);
    const picture = new Image();
    picture.addEventListener("load", () => {
        const [width, height] = [picture.naturalWidth, picture.naturalHeight];
        drawing.querySelector("svg").setAttribute("viewBox", `0 0 ${width} ${height}`);
        const inside = drawing.querySelector("image");
        for (const [name, value] of Object.entries({ href: address, width, height })) inside.setAttribute(name, value);
        drawing.querySelector("svg").style.maxWidth = `${width}px`;
        show(drawing);
    });
    picture.src = address;
};

const type = (input, value) => {
    input.value = value;
    for (const name of ["input", "change"]) input.dispatchEvent(new Event(name, { bubbles: true }));
};

const spot = (svg, event) => {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const { width, height } = svg.viewBox.baseVal;
    const inside = (value, size) => Math.min(size - 1, Math.max(0, Math.round(value)));
    return [inside(x, width), inside(y, height)];
};

const drawn = (target, [x, y], [toX, toY]) => {
    if (target.kind === "at") return `${toX},${toY}`;
    if (target.shape === "circle") return `${x},${y},${Math.max(1, Math.round(Math.hypot(toX - x, toY - y)))}`;
    if (target.shape === "polygon") return [target.input.value, toX, toY].filter((part) => part !== "").join(",");
    return [Math.min(x, toX), Math.min(y, toY), Math.max(x, toX), Math.max(y, toY)].join(",");
};

// After a place or an area the next one that is empty follows; a polygon has further corners.
const goOn = (drawing, parts, target) => {
    const next = parts.findIndex((part) => !part.input.value);
    if (next >= 0 && target.shape !== "polygon") drawing.querySelector("[data-target]").selectedIndex = next;
    show(drawing);
};

const begin = (drawing) => {
    drawing.dataset.begun = "";
    const svg = drawing.querySelector("svg");
    let from = null;
    drawing.querySelector("[data-target]").addEventListener("change", () => show(drawing));
    svg.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        svg.setPointerCapture(event.pointerId);
        from = spot(svg, event);
    });
    svg.addEventListener("pointerup", (event) => {
        const parts = partsOf(drawing);
        const target = targetOf(drawing, parts);
        if (!from || !target) return;
        const to = spot(svg, event);
        const isPoint = target.kind === "at" || target.shape === "polygon";
        // A click without a drag makes no rectangle and no circle.
        if (isPoint || Math.hypot(to[0] - from[0], to[1] - from[1]) > 2) {
            type(target.input, drawn(target, from, to));
            goOn(drawing, parts, target);
        }
        from = null;
    });
};

const look = () => {
    for (const drawing of document.querySelectorAll("[data-drawing]")) {
        if (!("begun" in drawing.dataset)) begin(drawing);
        load(drawing);
        if (!drawing.hidden) show(drawing);
    }
};

let due = 0;
const lookSoon = () => {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(look);
};
for (const name of ["input", "change"]) {
    document.addEventListener(name, (event) => {
        if (!event.target.closest("[data-drawing]")) lookSoon();
    });
}
// Lists grow and shrink, and whole ways of answering come and go, without an event of their own.
new MutationObserver((changes) => {
    if (changes.some(({ target }) => !target.closest?.("[data-drawing]"))) lookSoon();
}).observe(document.querySelector("main") ?? document.body, { childList: true, subtree: true });
lookSoon();
