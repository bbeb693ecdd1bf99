// Shortcuts of the marker's page. Digits work only while a criterion has the focus, so that none is pressed by accident.
const form = document.querySelector("[data-marking]");
const criteria = form ? [...form.querySelectorAll("[data-criterion]")] : [];

function choose(criterion, number) {
    const level = criterion.querySelectorAll("input[type=radio]")[number - 1];
    if (!level) return;
    level.checked = true;
    level.focus();
    const next = criteria[criteria.indexOf(criterion) + 1];
    const goal = next ? next.querySelector("input:checked") || next.querySelector("input") : form.querySelector("textarea");
    goal?.focus();
}

form?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        form.requestSubmit(form.querySelector("[data-next]"));
        return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const criterion = event.target.closest("[data-criterion]");
    if (criterion && /^[1-9]$/.test(event.key)) {
        event.preventDefault();
        choose(criterion, Number(event.key));
    }
});
