// Shows how far a list is while it is being issued: asks the page again and takes over its state.
const PAUSE = 3000;

async function look() {
    const here = document.querySelector("[data-progress]");
    if (!here || here.dataset.progress !== "running") return;
    try {
        const answer = await fetch(location.href, { credentials: "same-origin" });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector("[data-progress]");
        // At the end the rest of the page has changed as well: what was made, and what may still be done.
        if (fresh && fresh.dataset.progress !== "running") return location.reload();
        if (fresh) here.replaceWith(fresh);
    } catch {
        // The next try may reach the server again.
    }
    setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
