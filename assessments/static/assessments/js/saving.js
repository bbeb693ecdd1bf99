// The editor saves by itself while one types. Who presses a button in the very moment would send the form twice, and be
// told that a new item exists already: the button waits for what is under way, and nothing is saved by itself after it.
const SAVES_ITSELF = "[data-controller~='w-autosave']";
let isUnderWay = false;
let isSent = false;
let waiting = null;

// A button that shows that it was pressed is disabled meanwhile, and would not be sent. What it says is taken out of the
// form at once: where the form is not sent after all, the next button must not say it as well.
const send = ({ form, button }) => {
    const said = document.createElement("input");
    if (button?.name) {
        Object.assign(said, { type: "hidden", name: button.name, value: button.value });
        form.append(said);
    }
    form.requestSubmit();
    said.remove();
};

addEventListener("w-autosave:save", (event) => {
    if (isSent) event.preventDefault();
    else isUnderWay = true;
});
for (const end of ["success", "error"]) {
    addEventListener(`w-autosave:${end}`, () => {
        isUnderWay = false;
        if (waiting) send(waiting);
        waiting = null;
    });
}
addEventListener(
    "submit",
    (event) => {
        if (!event.target.matches(SAVES_ITSELF)) return;
        if (!isUnderWay) {
            isSent = true;
            return;
        }
        event.preventDefault();
        event.stopImmediatePropagation();
        waiting = { form: event.target, button: event.submitter };
    },
    true,
);
// Another script may have asked something first: then it is not sent yet.
addEventListener("submit", (event) => {
    if (event.defaultPrevented) isSent = false;
});
addEventListener("pageshow", () => {
    isSent = false;
});
