// The clock of a sitting. The server's time decides: the page brings it along, so a wrong device clock is harmless.
const timer = document.getElementById("timer");
const words = document.getElementById("sitting-words")?.dataset;
const ANNOUNCED = [30, 10, 5, 1];

if (timer && words) {
  let deadline = Date.parse(timer.dataset.deadline);
  const skew = Date.parse(timer.dataset.now) - Date.now();
  const clock = timer.querySelector("[data-clock]");
  const after = timer.querySelector("[data-clock-words]");
  const announcer = document.getElementById("time-announcer");
  const offlineLeft = document.getElementById("offline-left");
  const toggle = document.getElementById("timer-toggle");
  let last = Math.ceil(Math.max(0, deadline - Date.now() - skew) / 60000);

  // To the outcome as soon as the server can be reached: without a connection there is no page to go to.
  const leave = async () => {
    const target = location.pathname.replace(/\/(items\/\d+|check)\/$/, "/outcome/");
    try {
      await fetch(target, { method: "HEAD", credentials: "same-origin" });
      location.assign(target);
    } catch {
      setTimeout(leave, 3000);
    }
  };

  const show = () => {
    const left = Math.max(0, deadline - Date.now() - skew);
    const seconds = Math.ceil(left / 1000);
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    clock.textContent = text;
    after.textContent = words.left;
    timer.classList.toggle("low", left < 300000);
    if (offlineLeft) offlineLeft.textContent = `${text} ${words.left}.`;
    const minutes = Math.ceil(left / 60000);
    if (minutes < last) {
      const said = ANNOUNCED.find((mark) => minutes <= mark && last > mark);
      if (said) announcer.textContent = said === 1 ? words.minute : `${said} ${words.minutes}`;
      last = minutes;
    }
    if (left === 0) {
      clearInterval(ticking);
      announcer.textContent = words.over;
      document.dispatchEvent(new CustomEvent("sitting:over"));
      // A little later than the end, so that the server agrees that it is over.
      setTimeout(leave, 1500);
    }
  };
  const ticking = setInterval(show, 500);
  show();
  // More time, granted while the attempt runs.
  document.addEventListener("sitting:deadline", ({ detail }) => {
    deadline = Date.parse(detail);
    last = Math.max(last, Math.ceil((deadline - Date.now() - skew) / 60000));
  });

  if (toggle) {
    toggle.hidden = false;
    const hidden = () => sessionStorage.getItem("clock") === "hidden";
    const apply = () => {
      timer.hidden = hidden();
      toggle.textContent = hidden() ? toggle.dataset.show : toggle.dataset.hide;
    };
    toggle.addEventListener("click", () => {
      sessionStorage.setItem("clock", hidden() ? "shown" : "hidden");
      apply();
    });
    apply();
  }
}
