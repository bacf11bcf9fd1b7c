/* What the model says, before the answer, where the lead lets people look: on demand, or when they have read for a while.
 *
 * Without this script the same form loads the page anew. The server records the look: from then on the item is not blind.
 * Sent with the token that holds now (post.js): the form's own may be from before a new sign-in.
 */
(() => {
  const { review } = window.synthlab;

  const look = async (form) => {
    if (form.dataset.sent) return;
    form.dataset.sent = "yes";
    const response = await review.post(form.action, review.fieldsOf(form));
    const elsewhere = response.headers.get("HX-Redirect"); // to sign in; who did not ask is not sent away from the item
    if (elsewhere && !form.matches("[data-look-after]")) window.location.assign(elsewhere);
    if (!response.ok) return; // the item is answered, or somebody else's: what follows says so
    const said = new DOMParser().parseFromString(await response.text(), "text/html").body.firstElementChild;
    const shown = document.importNode(said, true);
    const place = form.parentElement;
    form.replaceWith(shown);
    review.diff.drawAll(place);
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
