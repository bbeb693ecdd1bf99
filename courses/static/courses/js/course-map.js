// Dragging modules and lessons. The buttons beside each do the same without a mouse.
const form = document.querySelector("[data-map]");
let dragged = null;

function clear() {
    for (const one of form.querySelectorAll(".is-before, .is-end")) one.classList.remove("is-before", "is-end");
}

// Where the dragged page would land: the list, and the page before which it would stand (null: at the end).
function landing(event) {
    const over = event.target.closest(`[data-kind="${dragged.dataset.kind}"]`);
    if (over && over !== dragged) {
        const box = over.getBoundingClientRect();
        const list = over.parentElement;
        const before = event.clientY < box.top + box.height / 2 ? over : over.nextElementSibling;
        return { list, before: before === dragged ? dragged.nextElementSibling : before };
    }
    if (dragged.dataset.kind !== "lesson") return null;
    const module = event.target.closest('[data-kind="module"]');
    const list = module && module.querySelector("[data-list]");
    return list && !list.contains(dragged) ? { list, before: null } : null;
}

function place(list, before) {
    const button = document.createElement("button");
    button.hidden = true;
    button.name = "move";
    button.value = ["place", dragged.dataset.page, list.dataset.list, before ? before.dataset.page : 0].join(":");
    form.append(button);
    form.requestSubmit(button);
}

if (form) {
    for (const one of form.querySelectorAll("[data-page]")) one.draggable = true;
    form.addEventListener("dragstart", (event) => {
        dragged = event.target.closest("[data-page]");
        if (!dragged) return;
        dragged.classList.add("is-dragged");
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", dragged.dataset.page);
    });
    form.addEventListener("dragover", (event) => {
        if (!dragged) return;
        clear();
        const found = landing(event);
        if (!found) return;
        event.preventDefault();
        if (found.before) found.before.classList.add("is-before");
        else (found.list.lastElementChild || found.list).classList.add("is-end");
    });
    form.addEventListener("drop", (event) => {
        const found = dragged && landing(event);
        if (!found) return;
        event.preventDefault();
        place(found.list, found.before);
    });
    form.addEventListener("dragend", () => {
        clear();
        if (dragged) dragged.classList.remove("is-dragged");
        dragged = null;
    });
}
