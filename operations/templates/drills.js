// Looks every second at what has changed of a drill and puts it in its place. What did not
// change is left alone, so that nothing moves under a hand that is about to press a button.
"use strict";
(() => {
  const live = document.getElementById("live");
  if (!live) return;
  const shown = new Map();
  const put = (name, html) => {
    const place = document.getElementById("part-" + name);
    if (!place || shown.get(name) === html) return;
    const held = place.contains(document.activeElement) ? document.activeElement.id : "";
    place.innerHTML = html;
    shown.set(name, html);
    if (held) document.getElementById(held)?.focus();
  };
  const look = async () => {
    let again = 1000;
    try {
      const answer = await fetch(live.dataset.now, { headers: { accept: "application/json" } });
      if (answer.status === 410 || answer.status === 401) {
        const over = document.createElement("p");
        over.className = "notice";
        over.setAttribute("role", "status");
        over.textContent = live.dataset.over;
        live.prepend(over);
        return;
      }
      if (answer.ok) {
        const told = await answer.json();
        for (const [name, html] of Object.entries(told.parts)) put(name, html);
        for (const [number, left] of Object.entries(told.left)) {
          const place = document.getElementById("left-" + number);
          if (place) place.textContent = left;
        }
      }
    } catch {
      again = 3000;
    }
    setTimeout(look, again);
  };
  look();
})();
