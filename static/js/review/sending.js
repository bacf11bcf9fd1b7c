/* Corrections that still wait (outbox.js), sent on from a list of one's own answers too: their own page may be closed.
 * The list is loaded anew once something was stored.
 */
(() => {
  const { outbox, told, words } = window.synthlab.review;
  let line = Promise.resolve();
  const sendInLine = () => { line = line.then(outbox.send); };
  let isStored = false;

  /** One that the server wants otherwise is told with what was typed, to be copied. */
  const comesBack = (html) => {
    const card = new DOMParser().parseFromString(html, "text/html").querySelector(".review-card");
    told.tell(card.dataset.lease, { title: words.titleOf(card), words: words.of(card) });
  };

  document.addEventListener("DOMContentLoaded", () => outbox.listen({
    have: outbox.leases, // nothing here says that another item comes
    arrived: () => { isStored = true; },
    comesBack,
    changed: () => { if (isStored) window.location.reload(); },
    retry: sendInLine,
  }));
})();
