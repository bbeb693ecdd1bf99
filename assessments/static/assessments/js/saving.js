// The editor saves by itself while one types. Who presses a button in the very moment would send the form twice, and be
// told that a new item exists already: the button waits for what is under way, and nothing is saved by itself after it.
// Where the connection is cut, a button would lead to the browser's own page of errors, and what was written would be
// gone with the form: then nothing is sent, and whoever pressed it is told.
const SAVES_ITSELF = "[data-controller~='w-autosave']";
const PATIENCE = 10_000;
let isUnderWay = false;
let isCut = false;
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

const answers = () =>
    fetch(location.href, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) }).then(
        () => true,
        () => false,
    );

// Said where the editor says it when it cannot save by itself.
const refuse = ({ form, button }) => {
    if (button) button.dataset.wProgressLoadingValue = "false";
    const text = document.querySelector("[data-saving-cut]").dataset.savingCut;
    form.dispatchEvent(new CustomEvent("w-autosave:error", { bubbles: true, detail: { type: "network_error", text } }));
};

const goOn = async () => {
    if (!waiting) return;
    const pressed = waiting;
    waiting = null;
    if (isCut && !(await answers())) {
        refuse(pressed);
        return;
    }
    isCut = false;
    // It may have begun once more while the connection was tried.
    if (isUnderWay) waiting = pressed;
    else send(pressed);
};

addEventListener("w-autosave:save", (event) => {
    if (isSent) event.preventDefault();
    else isUnderWay = true;
});
for (const end of ["success", "error"]) {
    addEventListener(`w-autosave:${end}`, ({ detail }) => {
        isUnderWay = false;
        isCut = detail.type === "network_error";
        goOn();
    });
}
addEventListener(
    "submit",
    (event) => {
        if (!event.target.matches(SAVES_ITSELF)) return;
        isCut ||= !navigator.onLine;
        if (!isUnderWay && !isCut) {
            isSent = true;
            return;
        }
        event.preventDefault();
        event.stopImmediatePropagation();
        waiting = { form: event.target, button: event.submitter };
        if (!isUnderWay) goOn();
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
