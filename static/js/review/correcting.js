/* An answer that is given anew. What is typed is kept in this browser (drafts.js), and the correction travels by the outbox:
 * without a connection or a sign-in it waits, is there again afterwards, and is sent on. Without this script it is a form
 * like any other.
 */
(() => {
  const { review } = window.synthlab;
  const { drafts, outbox, told, words } = review;
  const bench = document.getElementById("review-bench");
  const card = () => bench.querySelector(".review-card");
  const form = () => card().querySelector("form[data-questions]");
  const lease = () => card().dataset.lease;

  const isOnItsWay = () => outbox.leases().includes(lease());
  /** Nothing is changed in what is on its way. */
  const rest = () => { form().inert = isOnItsWay(); };
  /** Why it waits stands above the item. */
  const changed = () => {
    rest();
    if (!document.getElementById("review-waiting").hidden) window.scrollTo(0, 0);
  };

  let line = Promise.resolve();
  const sendInLine = () => { line = line.then(outbox.send); };

  document.addEventListener("submit", (event) => {
    if (event.target !== form()) return;
    event.preventDefault();
    const title = words.titleOf(card());
    outbox.put({ lease: lease(), title, words: words.of(card()), address: form().action, fields: review.fieldsOf(form()) });
    drafts.save(card()); // to be seen while it waits, after a reload too
    rest();
    sendInLine();
  });

  // Keys as in the room: Enter saves, Esc leads out of the comment.
  window.synthlab.keys.add("Enter", bench.dataset.save, (event) => {
    if (isOnItsWay() || event.target.closest("button, a, summary, select")) return false;
    form().querySelector(".review-bar button").click();
    return true;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || !event.target.matches("[data-comment], #comment")) return;
    card().querySelector("h2").focus({ preventScroll: true });
  });

  const parse = (html) => new DOMParser().parseFromString(html, "text/html");

  /** It leads on, unless what arrived was typed on another page of this kind and another answer is here now. */
  const arrived = (html) => {
    if (parse(html).getElementById("review-after").dataset.corrected === lease()) window.location.assign(bench.dataset.next);
  };

  /** The server wants it otherwise: the card with what is wrong, to be corrected. */
  const comesBack = (html) => {
    const fresh = document.importNode(parse(html).querySelector(".review-card"), true);
    if (fresh.dataset.lease !== lease()) {
      told.tell(fresh.dataset.lease, { title: words.titleOf(fresh), words: words.of(fresh) });
      return;
    }
    card().replaceWith(fresh);
    review.questions.prepare(fresh);
    drafts.save(fresh);
    (fresh.querySelector("[role=alert]")?.closest("fieldset") || fresh.querySelector("h2")).focus();
  };

  document.addEventListener("DOMContentLoaded", () => { // the questions are ready by then
    if (drafts.restore(card()) && !isOnItsWay()) window.synthlab.toast(bench.dataset.again, "info");
    outbox.listen({ have: () => [lease()], arrived, comesBack, changed, retry: sendInLine });
    rest();
  });
})();
