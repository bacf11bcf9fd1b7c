/* Corrections that could not be sent from their own page (correcting.js) wait in this browser: the room says so, and sends them on.
 *
 * `data-corrections` of the bench is where that page keeps them. What the server wants otherwise is told with what was
 * typed, to be copied.
 */
(() => {
  const { review, kept } = window.synthlab;
  const bench = document.getElementById("review-bench");
  const place = bench?.dataset.corrections;
  if (!place) return;
  const notice = document.getElementById("corrections-waiting");

  const tell = (count, why) => {
    const said = notice.querySelector("[data-said]");
    notice.hidden = !why || !count;
    if (notice.hidden && said.textContent) review.questions.say("");
    if (notice.hidden) said.textContent = "";
    if (notice.hidden) return;
    const text = (count === 1 ? notice.dataset.one : notice.dataset.many).replace("{n}", count);
    if (said.textContent !== text) review.questions.say(text);
    said.textContent = text;
    notice.querySelector("[data-sign-in-link]").hidden = why !== "sign-in";
  };

  const corrections = review.openOutbox(place, { tell, drop: kept.area(`${place}/drafts`).drop, more: [["stay", "1"]] });
  let line = Promise.resolve();

  const comesBack = (html) => {
    const card = new DOMParser().parseFromString(html, "text/html").querySelector(".review-card");
    review.told.tell(card.dataset.lease, { title: review.words.titleOf(card), words: review.words.of(card) });
  };

  document.addEventListener("DOMContentLoaded", () => corrections.listen({
    have: corrections.leases, // nothing here says that another item comes
    arrived: () => {}, // the server's own words say it
    comesBack,
    changed: () => {},
    retry: () => { line = line.then(corrections.send); },
  }));
})();
