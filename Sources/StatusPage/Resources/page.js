// Progressive enhancement; nothing depends on it. Tells times in the visitor's zone beside UTC, and
// lets Escape put away what hovering or focusing a bar shows.
(() => {
  "use strict";
  const page = document.documentElement.lang;
  // The visitor's own variety of the page's language, if there is one: it knows more zones by name.
  const language = navigator.languages.find((tag) => tag.startsWith(`${page}-`)) ?? page;
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" };
  const onSameDay = new Intl.DateTimeFormat(language, clock);
  const onOtherDay = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", ...clock });
  for (const time of document.querySelectorAll(".card time, .times time, .timeline time")) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime()) || moment.getTimezoneOffset() === 0) continue;
    const local = document.createElement("span");
    local.className = "local";
    const format = moment.getDate() === moment.getUTCDate() ? onSameDay : onOtherDay;
    local.textContent = ` (${format.format(moment)})`;
    time.after(local);
  }
  const root = document.documentElement.classList;
  addEventListener("keydown", (event) => event.key === "Escape" && root.add("hushed"));
  for (const name of ["pointerover", "focusin"]) {
    addEventListener(name, () => root.remove("hushed"));
  }
})();
