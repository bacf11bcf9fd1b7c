/* The page of the filters: a handle and the number beside it say the same; rows beside a threshold follow it. */
(() => {
  const OFTEN_MS = 120, STILL_MS = 250;
  const edges = (handle) => handle.dataset.edges.split(" ").map(Number);

  const nearest = (places, value) => places.reduce((best, edge, at) => (
    Math.abs(edge - value) < Math.abs(places[best] - value) ? at : best
  ), 0);

  const follow = (target) => {
    if (target.matches("[data-handle]")) {
      const value = String(edges(target)[target.value]);
      document.getElementById(target.dataset.handle).value = value;
      target.setAttribute("aria-valuetext", value);
    } else if (target.matches("[data-number]") && target.value !== "") {
      const handle = document.getElementById(target.dataset.number), places = edges(handle);
      handle.value = String(nearest(places, Number(target.value)));
      handle.setAttribute("aria-valuetext", String(places[handle.value]));
    }
  };

  // Before the form hears of it (capture), so that what it sends is what is shown.
  document.addEventListener("input", (event) => follow(event.target), true);

  // A number between two places goes to the nearest once it is typed to the end.
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-number]")) return;
    const handle = document.getElementById(event.target.dataset.number);
    const place = String(edges(handle)[handle.value]);
    if (event.target.value !== place) {
      event.target.value = place;
      event.target.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }, true);

  const show = (details) => window.htmx.trigger(details.querySelector("[hx-get]"), "show");
  document.addEventListener("toggle", (event) => {
    if (event.target.matches("[data-examples]") && event.target.open) show(event.target);
  }, true);

  // At once, then as often as a request has time: the last value is always counted.
  let last = 0, waiting = 0, still = 0;
  const recount = (form) => {
    last = Date.now();
    window.htmx.trigger(form, "recount");
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest("#filter-form");
    if (!form || event.target.name === "add") return;
    // Whoever sets a threshold keeps the focus: what a button asked for it before is done with.
    form.querySelectorAll("[data-focus]").forEach((part) => part.removeAttribute("data-focus"));
    clearTimeout(waiting);
    waiting = setTimeout(recount, Math.max(0, last + OFTEN_MS - Date.now()), form);
    clearTimeout(still);
    still = setTimeout(() => document.querySelectorAll("[data-examples][open]").forEach(show), STILL_MS);
  });
})();
