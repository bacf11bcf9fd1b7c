/* What the model says, before the answer, where the lead lets people look: on demand, or when they have read for a while.
 *
 * Without this script the same form loads the page anew. The server records the look: from then on the item is not blind.
 */
(() => {
  const { review } = window.synthlab;

  const look = async (form) => {
    if (form.dataset.sent) return;
    form.dataset.sent = "yes";
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } });
    if (!response.ok) return; // the item is answered, or somebody else's: what follows says so
    const said = new DOMParser().parseFromString(await response.text(), "text/html").body.firstElementChild;
    form.replaceWith(document.importNode(said, true));
  };

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-look]")) return;
    event.preventDefault();
    look(event.target).catch(() => delete event.target.dataset.sent);
  });

  setInterval(() => {
    const form = review.room?.shown()?.querySelector("form[data-look-after]");
    if (form && review.clock.looked() >= Number(form.dataset.lookAfter) * 1000) form.requestSubmit();
  }, 500);
})();
