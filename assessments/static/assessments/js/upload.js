// Hands a file in with progress and without leaving the page; the plain form does the same without it.
const form = document.getElementById("upload-form");
const place = document.getElementById("handing-in");
const [bar, said] = [place?.querySelector("progress"), place?.querySelector(".error")];

const refuse = (message) => {
  bar.hidden = true;
  said.hidden = false;
  said.textContent = message;
};

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", ({ loaded, total }) => { bar.value = (100 * loaded) / total; });
  request.addEventListener("error", () => refuse(form.dataset.failed));
  request.addEventListener("load", () => {
    if (request.status === 200) {
      location.reload();
      return;
    }
    try {
      refuse(JSON.parse(request.responseText).message ?? form.dataset.failed);
    } catch {
      refuse(form.dataset.failed);
    }
  });
  said.hidden = true;
  bar.hidden = false;
  request.send(new FormData(form));
});
