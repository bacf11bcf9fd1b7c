/* Messages that appear without a page load: synthlab.toast("Saved.", "success"), or the server's HX-Trigger `toasts`. */
(() => {
  const words = () => document.getElementById("toast-template").dataset;

  const toast = (text, level = "info") => {
    // What is said again takes the place of the first time: one notice, seen anew.
    document.querySelectorAll("#toasts .toast p").forEach((said) => {
      if (said.textContent === text) said.closest(".toast").remove();
    });
    const item = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
    item.classList.add(level);
    item.querySelector("p").textContent = text;
    document.getElementById("toasts").append(item);
    fade(item);
    passing().slice(0, -MOST).forEach((older) => older.remove());
    return item;
  };

  // Of those that leave by themselves three at most lie over the work.
  const MOST = 3;
  const passing = () => [...document.querySelectorAll("#toasts .toast")].filter((item) => !stays(item));

  // Errors stay until they are closed, and so does a hint at what is still to be done; the rest leave by themselves, unless
  // someone is pointing at them.
  const STAYS = ["error", "warning", "hint"];
  const stays = (item) => STAYS.some((level) => item.classList.contains(level));
  const fade = (item) => {
    if (stays(item)) return;
    setTimeout(() => (item.matches(":hover, :focus-within") ? fade(item) : item.remove()), 6000);
  };

  const failure = (xhr) => {
    if (xhr.status === 403 || xhr.status === 404) return words().forbidden;
    return words().failed;
  };

  window.synthlab = window.synthlab || {};
  window.synthlab.toast = toast;

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".toast").forEach(fade));
  document.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest(".toast")?.remove());
  document.addEventListener("toasts", (event) => event.detail.items.forEach(({ text, level }) => toast(text, level)));
  document.addEventListener("htmx:responseError", (event) => toast(failure(event.detail.xhr), "error"));
  document.addEventListener("htmx:sendError", () => toast(words().offline, "error"));
})();
